namespace Retrain.Photos.Decoding.Png;

/// <summary>One chunk of a PNG.</summary>
internal readonly record struct PngChunk(string Type, int Start, int Length)
{
    /// <summary>The first eight bytes of a PNG; the line ends in them show a transfer in text mode.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
}
