namespace Retrain.Photos.Decoding.Png;

/// <summary>One chunk of a PNG.</summary>
/// <param name="Type">Four letters; a small first one marks what a reader may do without.</param>
/// <param name="Start">Offset of its data.</param>
/// <param name="Length">Of its data, as far as the file goes.</param>
/// <param name="IsWhole">Whether data and checksum are there.</param>
/// <param name="ChecksumIsRight">Whether the checksum fits.</param>
internal readonly record struct PngChunk(string Type, int Start, int Length, bool IsWhole, bool ChecksumIsRight)
{
    /// <summary>The first eight bytes of a PNG; the line ends in them show a transfer in text mode.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A picture cannot be read without it.</summary>
    public bool IsCritical => char.IsAsciiLetterUpper(Type[0]);
}
