using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>The tables in force at some point of a JPEG; each may be replaced between scans.</summary>
internal sealed class JpegTables
{
    /// <summary>DC codes by number; a file without tables means the standard ones, as libjpeg-turbo takes it for Motion JPEG.</summary>
    public HuffmanTable?[] Dc { get; } = [StandardHuffmanTables.Dc[0], StandardHuffmanTables.Dc[1], null, null];

    /// <summary>AC codes by number.</summary>
    public HuffmanTable?[] Ac { get; } = [StandardHuffmanTables.Ac[0], StandardHuffmanTables.Ac[1], null, null];

    /// <summary>Quantisation tables by number, 64 values in zigzag order.</summary>
    public ushort[]?[] Quantisation { get; } = new ushort[]?[4];

    /// <summary>MCUs between restart markers; 0: none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>Takes over a segment's tables; other segments change nothing.</summary>
    /// <returns>What is wrong with it, "a Huffman table is impossible" for one; null where all is well.</returns>
    public string? Apply(byte marker, ReadOnlySpan<byte> payload)
    {
        switch (marker)
        {
            case JpegMarker.HuffmanTables:
                return ApplyHuffman(payload);
            case JpegMarker.QuantisationTables:
                return ApplyQuantisation(payload);
            case JpegMarker.RestartInterval when payload.Length >= 2:
                RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(payload);
                return null;
            default:
                return null;
        }
    }

    private string? ApplyHuffman(ReadOnlySpan<byte> payload)
    {
        while (payload.Length >= 17)
        {
            int kind = payload[0] >> 4;
            int number = payload[0] & 15;
            ReadOnlySpan<byte> counts = payload.Slice(1, 16);
            int total = 0;
            foreach (byte count in counts)
            {
                total += count;
            }

            HuffmanTable? table = kind > 1 || number > 3 || total > 256 || payload.Length < 17 + total
                ? null
                : HuffmanTable.Build(counts, payload.Slice(17, total), dc: kind == 0);
            if (table is null)
            {
                return "a Huffman table is impossible";
            }

            (kind == 0 ? Dc : Ac)[number] = table;
            payload = payload[(17 + total)..];
        }

        return payload.IsEmpty ? null : "a Huffman table is cut off";
    }

    private string? ApplyQuantisation(ReadOnlySpan<byte> payload)
    {
        while (payload.Length > 0)
        {
            bool wide = payload[0] >> 4 != 0;
            int number = payload[0] & 15;
            int length = 1 + (wide ? 128 : 64);
            if (number > 3 || payload.Length < length)
            {
                return "a quantisation table is cut off";
            }

            var table = new ushort[64];
            for (int i = 0; i < 64; i++)
            {
                table[i] = wide ? BinaryPrimitives.ReadUInt16BigEndian(payload[(1 + (2 * i))..]) : payload[1 + i];
            }

            Quantisation[number] = table;
            payload = payload[length..];
        }

        return null;
    }
}
