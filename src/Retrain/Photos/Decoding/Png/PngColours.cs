using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Png;

/// <summary>Turns rows of samples into RGB: grey, palette, 1 to 16 bits, alpha and transparent colours (tRNS).</summary>
internal sealed class PngColours
{
    private const int MaxPaletteSize = 256;

    private readonly PngHeader header;
    private readonly bool compat;
    private readonly int[]? transparent;
    private readonly byte[]? table;

    private PngColours(PngHeader header, bool compat, int[]? transparent, byte[]? table, int paletteSize)
    {
        this.header = header;
        this.compat = compat;
        this.transparent = transparent;
        this.table = table;
        PaletteSize = paletteSize;
    }

    /// <summary>Colours in the palette.</summary>
    public int PaletteSize { get; }

    /// <summary>The largest palette index met so far.</summary>
    public int LargestIndex { get; private set; }

    /// <summary>Prepares for one picture.</summary>
    /// <param name="header">A legal header.</param>
    /// <param name="palette">Data of PLTE.</param>
    /// <param name="transparency">Data of tRNS: for a palette an alpha an entry, else the one transparent colour.</param>
    /// <param name="compat">As TensorFlow: alpha dropped, the high byte of 16 bits; otherwise on white, and rounded.</param>
    public static PngColours Create(PngHeader header, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency, bool compat)
    {
        if (compat)
        {
            transparency = default;
        }

        if (header.Colour == PngHeader.Palette)
        {
            int size = Math.Min(palette.Length / 3, MaxPaletteSize);
            return new PngColours(header, compat, null, PaletteTable(palette[..(size * 3)], transparency), size);
        }

        int keyed = header.HasAlpha ? 0 : header.Channels;
        int[]? key = null;
        if (keyed > 0 && transparency.Length >= 2 * keyed)
        {
            key = new int[keyed];
            for (int i = 0; i < keyed; i++)
            {
                key[i] = BinaryPrimitives.ReadUInt16BigEndian(transparency[(2 * i)..]);
            }
        }

        byte[]? table = header.Colour == 0 && header.Bits <= 8 ? GreyTable(header.Bits, key) : null;
        return new PngColours(header, compat, key, table, 0);
    }

    /// <summary>Converts one row.</summary>
    /// <param name="row">Samples as PNG packs them.</param>
    /// <param name="rgb">[N, 3]; its length says how many pixels.</param>
    public void Convert(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        if (table is not null)
        {
            ConvertIndexed(row, rgb, table);
        }
        else if (header is { Colour: 2, Bits: 8 } && transparent is null)
        {
            row[..rgb.Length].CopyTo(rgb);
        }
        else
        {
            ConvertSamples(row, rgb);
        }
    }

    private static byte[] PaletteTable(ReadOnlySpan<byte> palette, ReadOnlySpan<byte> alphas)
    {
        // Indices beyond the palette come out black, as in libpng.
        byte[] table = new byte[MaxPaletteSize * 3];
        for (int i = 0; i < palette.Length; i++)
        {
            table[i] = i / 3 < alphas.Length ? RgbaRows.OnWhite(palette[i], alphas[i / 3]) : palette[i];
        }

        return table;
    }

    private static byte[] GreyTable(int bits, int[]? transparent)
    {
        byte[] table = new byte[MaxPaletteSize * 3];
        int max = (1 << bits) - 1;
        for (int i = 0; i <= max; i++)
        {
            table.AsSpan(i * 3, 3).Fill(transparent?[0] == i ? byte.MaxValue : (byte)(i * 255 / max));
        }

        return table;
    }

    private void ConvertIndexed(ReadOnlySpan<byte> row, Span<byte> rgb, byte[] colours)
    {
        int bits = header.Bits;
        int mask = (1 << bits) - 1;
        int largest = LargestIndex;
        int column = 0;
        for (int at = 0; at + 2 < rgb.Length; at += 3, column += bits)
        {
            int index = (row[column >> 3] >> (8 - bits - (column & 7))) & mask;
            largest = Math.Max(largest, index);
            rgb[at] = colours[index * 3];
            rgb[at + 1] = colours[(index * 3) + 1];
            rgb[at + 2] = colours[(index * 3) + 2];
        }

        LargestIndex = largest;
    }

    /// <summary>Pixels of whole bytes: 8 bits with alpha or a transparent colour, and all of 16 bits.</summary>
    private void ConvertSamples(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        int width = header.Bits / 8;
        int channels = header.Channels;
        int colours = header.HasAlpha ? channels - 1 : channels;
        int from = 0;
        for (int at = 0; at + 2 < rgb.Length; at += 3, from += channels * width)
        {
            ReadOnlySpan<byte> pixel = row.Slice(from, channels * width);
            int alpha = compat ? 255 : header.HasAlpha ? Sample(pixel, colours, width) : IsTransparent(pixel, width) ? 0 : 255;
            for (int c = 0; c < 3; c++)
            {
                int value = Sample(pixel, colours == 1 ? 0 : c, width);
                rgb[at + c] = alpha == 255 ? (byte)value : RgbaRows.OnWhite(value, alpha);
            }
        }
    }

    /// <summary>A sample in 8 bits: round(v / 257), or the high byte as in TensorFlow.</summary>
    private int Sample(ReadOnlySpan<byte> pixel, int channel, int width)
    {
        if (width == 1)
        {
            return pixel[channel];
        }

        int value = BinaryPrimitives.ReadUInt16BigEndian(pixel[(2 * channel)..]);
        return compat ? value >> 8 : (value + 128) / 257;
    }

    private bool IsTransparent(ReadOnlySpan<byte> pixel, int width)
    {
        if (transparent is null)
        {
            return false;
        }

        for (int c = 0; c < transparent.Length; c++)
        {
            int value = width == 1 ? pixel[c] : BinaryPrimitives.ReadUInt16BigEndian(pixel[(2 * c)..]);
            if (value != transparent[c])
            {
                return false;
            }
        }

        return true;
    }
}
