using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Png;

/// <summary>What IHDR says (PNG specification, 11.2.2).</summary>
/// <param name="Width">As stored, in pixels; any value.</param>
/// <param name="Height">As stored, in pixels; any value.</param>
/// <param name="Bits">Of a sample: 1, 2, 4, 8 or 16 in a legal file.</param>
/// <param name="Colour">Colour type: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.</param>
/// <param name="Interlace">0 none, 1 Adam7.</param>
internal sealed record PngHeader(uint Width, uint Height, int Bits, int Colour, int Interlace)
{
    /// <summary>Colour type of a palette picture.</summary>
    public const int Palette = 3;

    /// <summary>Samples of a pixel.</summary>
    public int Channels => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Whether pixels carry alpha.</summary>
    public bool HasAlpha => Colour is 4 or 6;

    /// <summary>Whether depth, colour type and interlacing go together.</summary>
    public bool IsLegal => Interlace is 0 or 1 && Colour switch
    {
        0 => Bits is 1 or 2 or 4 or 8 or 16,
        Palette => Bits is 1 or 2 or 4 or 8,
        2 or 4 or 6 => Bits is 8 or 16,
        _ => false,
    };

    /// <summary>Distance in bytes to the pixel at the left, at least one.</summary>
    public int BytesToTheLeft => Math.Max(1, Channels * Bits / 8);

    /// <summary>Bytes of a row of so many pixels, without the filter byte.</summary>
    public int RowBytes(int pixels) => (int)((((long)pixels * Channels * Bits) + 7) / 8);

    /// <summary>Reads IHDR's data; null where it is too short.</summary>
    public static PngHeader? Read(ReadOnlySpan<byte> data) => data.Length < 13
        ? null
        : new PngHeader(
            BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]), data[8], data[9], data[12]);
}
