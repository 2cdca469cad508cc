using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>Writes coefficients as a sequential JPEG, one scan a component, without loss: Skia then transforms what we decided.</summary>
internal static class JpegRewriter
{
    private const int LargestAc = 1023;
    private const int LargestDcDifference = 2047;

    private static readonly (int Code, int Length)[] DcCodes = Codes(
        StandardHuffmanTables.DcLuminanceCounts, StandardHuffmanTables.DcSymbols);
    private static readonly (int Code, int Length)[] AcCodes = Codes(
        StandardHuffmanTables.AcLuminanceCounts, StandardHuffmanTables.AcLuminance);

    /// <summary>Writes some of a picture's components.</summary>
    /// <param name="frame">
    /// The picture's frame; all of its sampling factors count only if the chosen components have the largest ones.
    /// </param>
    /// <param name="planes">Coefficients by component.</param>
    /// <param name="chosen">Which components, in the order of the new file.</param>
    /// <param name="colourMarker">A whole JFIF or Adobe segment that says what the components are; may be empty.</param>
    public static byte[] Write(JpegFrame frame, JpegPlane[] planes, ReadOnlySpan<int> chosen, ReadOnlySpan<byte> colourMarker)
    {
        using var stream = new MemoryStream();
        stream.Write([0xFF, JpegMarker.StartOfImage]);
        stream.Write(colourMarker);
        WriteTables(stream, planes, chosen);
        WriteFrame(stream, frame, chosen);
        for (int i = 0; i < chosen.Length; i++)
        {
            JpegComponent component = frame.Components[chosen[i]];
            WriteSegment(stream, JpegMarker.StartOfScan, [1, component.Id, 0, 0, 63, 0]);
            WriteScan(stream, planes[chosen[i]], frame.BlocksAcross(component), frame.BlocksDown(component));
        }

        stream.Write([0xFF, JpegMarker.EndOfImage]);
        return stream.ToArray();
    }

    /// <summary>An Adobe segment with a transform flag: 0 RGB or CMYK, 1 YCbCr, 2 YCCK.</summary>
    public static byte[] AdobeMarker(int transform) => [0xFF, JpegMarker.App14, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)transform];

    /// <summary>A JFIF segment.</summary>
    public static byte[] JfifMarker() => [0xFF, JpegMarker.App0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0];

    private static (int Code, int Length)[] Codes(byte[] counts, byte[] symbols)
    {
        var codes = new (int, int)[256];
        int code = 0;
        int next = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < counts[length - 1]; i++)
            {
                codes[symbols[next++]] = (code++, length);
            }
        }

        return codes;
    }

    private static void WriteSegment(MemoryStream stream, byte marker, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(payload.Length + 2));
        stream.Write(head);
        stream.Write(payload);
    }

    private static void WriteTables(MemoryStream stream, JpegPlane[] planes, ReadOnlySpan<int> chosen)
    {
        // 16-bit tables throughout: they hold every value, and an extended frame allows them.
        byte[] table = new byte[129];
        for (int i = 0; i < chosen.Length; i++)
        {
            table[0] = (byte)(0x10 | i);
            for (int k = 0; k < 64; k++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(1 + (2 * k)), planes[chosen[i]].Quantisation[k]);
            }

            WriteSegment(stream, JpegMarker.QuantisationTables, table);
        }

        WriteSegment(stream, JpegMarker.HuffmanTables,
            [0x00, .. StandardHuffmanTables.DcLuminanceCounts, .. StandardHuffmanTables.DcSymbols]);
        WriteSegment(stream, JpegMarker.HuffmanTables,
            [0x10, .. StandardHuffmanTables.AcLuminanceCounts, .. StandardHuffmanTables.AcLuminance]);
    }

    private static void WriteFrame(MemoryStream stream, JpegFrame frame, ReadOnlySpan<int> chosen)
    {
        byte[] payload = new byte[6 + (3 * chosen.Length)];
        payload[0] = 8;
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(1), (ushort)frame.Height);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(3), (ushort)frame.Width);
        payload[5] = (byte)chosen.Length;
        for (int i = 0; i < chosen.Length; i++)
        {
            JpegComponent component = frame.Components[chosen[i]];
            payload[6 + (3 * i)] = component.Id;
            payload[7 + (3 * i)] = (byte)((component.H << 4) | component.V);
            payload[8 + (3 * i)] = (byte)i;
        }

        WriteSegment(stream, 0xC1, payload);
    }

    private static void WriteScan(MemoryStream stream, JpegPlane plane, int across, int down)
    {
        var bits = new BitWriter(stream);
        int prediction = 0;
        for (int y = 0; y < down; y++)
        {
            for (int x = 0; x < across; x++)
            {
                ReadOnlySpan<short> block = plane.Block(x, y);
                int difference = Math.Clamp(block[0] - prediction, -LargestDcDifference, LargestDcDifference);
                prediction += difference;
                bits.WriteValue(DcCodes, 0, difference);
                int run = 0;
                for (int k = 1; k < 64; k++)
                {
                    if (block[k] == 0)
                    {
                        run++;
                        continue;
                    }

                    for (; run > 15; run -= 16)
                    {
                        bits.Write(AcCodes[0xF0].Code, AcCodes[0xF0].Length);
                    }

                    bits.WriteValue(AcCodes, run, Math.Clamp((int)block[k], -LargestAc, LargestAc));
                    run = 0;
                }

                if (run > 0)
                {
                    bits.Write(AcCodes[0].Code, AcCodes[0].Length);
                }
            }
        }

        bits.Finish();
    }

    private ref struct BitWriter(MemoryStream stream)
    {
        private uint pending;
        private int count;

        /// <summary>A Huffman code and the value behind it.</summary>
        public void WriteValue((int Code, int Length)[] codes, int run, int value)
        {
            int size = 32 - int.LeadingZeroCount(Math.Abs(value));
            (int code, int length) = codes[(run << 4) | size];
            Write(code, length);
            Write((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
        }

        public void Write(int value, int length)
        {
            // At most 16 bits come to at most 7 that wait.
            pending = (pending << length) | (uint)value;
            count += length;
            while (count >= 8)
            {
                count -= 8;
                byte full = (byte)(pending >> count);
                stream.WriteByte(full);
                if (full == 0xFF)
                {
                    stream.WriteByte(0);
                }
            }
        }

        /// <summary>Fills the last byte with ones.</summary>
        public void Finish() => Write(0x7F >> (7 - ((8 - count) & 7)), (8 - count) & 7);
    }
}
