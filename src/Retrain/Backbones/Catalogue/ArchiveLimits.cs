namespace Retrain.Backbones.Catalogue;

/// <summary>What an archive may hold. The largest published modules have some 20 entries and 1 GB.</summary>
internal sealed record ArchiveLimits
{
    /// <summary>Size of the archive file in bytes.</summary>
    public long ArchiveBytes { get; init; } = 4L << 30;

    /// <summary>Sum of the unpacked files in bytes.</summary>
    public long UnpackedBytes { get; init; } = 4L << 30;

    /// <summary>Headers of any kind.</summary>
    public int Entries { get; init; } = 10_000;

    /// <summary>Characters of a path inside.</summary>
    public int PathLength { get; init; } = 240;

    /// <summary>Folders above a file.</summary>
    public int Depth { get; init; } = 16;

    /// <summary>Bytes of a header's extension, which the reader takes into memory whole.</summary>
    public int ExtensionBytes { get; init; } = 64 << 10;
}
