namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>The quantised coefficients of one component.</summary>
/// <param name="across">Blocks in a row, those that only fill up an MCU included.</param>
/// <param name="down">Rows of blocks, likewise.</param>
internal sealed class JpegPlane(int across, int down)
{
    /// <summary>Blocks in a row of <see cref="Values"/>.</summary>
    public int Across { get; } = across;

    /// <summary>[blocks down, blocks across, 64], each block in zigzag order.</summary>
    public short[] Values { get; } = new short[checked(across * down * 64)];

    /// <summary>The quantisation table at the component's first scan, in zigzag order.</summary>
    public ushort[] Quantisation { get; set; } = [];

    /// <summary>Bit position up to which each coefficient is known; -1 before its first scan, 0 when complete.</summary>
    public int[] Known { get; } = [.. Enumerable.Repeat(-1, 64)];

    /// <summary>The 64 coefficients of a block.</summary>
    public Span<short> Block(int x, int y) => Values.AsSpan(((y * Across) + x) * 64, 64);
}

/// <summary>
/// Decodes the coefficients of a Huffman-coded JPEG, one bit at a time as T.81 tells it (annexes F and G): for the few pictures that are
/// rewritten before Skia sees them, and as the slow twin that <see cref="JpegWalker"/> is tested against.
/// </summary>
internal sealed class JpegCoefficients
{
    private readonly JpegFrame frame;
    private readonly JpegTables tables = new();

    private JpegCoefficients(JpegFrame frame)
    {
        this.frame = frame;
        Planes = [.. frame.Components.Select(c => new JpegPlane(frame.McusAcross * c.H, frame.McusDown * c.V))];
    }

    /// <summary>By component.</summary>
    public JpegPlane[] Planes { get; }

    /// <summary>MCUs of all scans that were decoded before the first fault.</summary>
    public long McusDecoded { get; private set; }

    /// <summary>Decodes all scans; where data is missing or wrong, coefficients stay as they are.</summary>
    public static JpegCoefficients Read(ReadOnlySpan<byte> file, JpegStructure structure, JpegFrame frame)
    {
        var coefficients = new JpegCoefficients(frame);
        foreach (JpegSegment segment in structure.Segments)
        {
            ReadOnlySpan<byte> payload = file[segment.Start..segment.End];
            if (coefficients.tables.Apply(segment.Marker, payload) is not null)
            {
                break;
            }

            if (segment.Marker == JpegMarker.StartOfScan
                && (JpegScan.Read(payload, frame) is not { } scan || !coefficients.ReadScan(file, scan, segment)))
            {
                break;
            }
        }

        return coefficients;
    }

    private bool ReadScan(ReadOnlySpan<byte> file, JpegScan scan, JpegSegment segment)
    {
        foreach (JpegScanComponent component in scan.Components)
        {
            JpegPlane plane = Planes[component.Index];
            int table = frame.Components[component.Index].Table;
            if (table > 3 || tables.Quantisation[table] is not { } quantisation)
            {
                return false;
            }

            plane.Quantisation = plane.Quantisation.Length > 0 ? plane.Quantisation : quantisation;
            int last = frame.IsProgressive ? scan.Last : 63;
            for (int k = frame.IsProgressive ? scan.First : 0; k <= last; k++)
            {
                plane.Known[k] = frame.IsProgressive ? scan.Low : 0;
            }
        }

        using EntropyData data = EntropyData.Read(file, segment.End, segment.DataEnd);
        (int across, int down) = scan.Mcus(frame);
        int total = across * down;
        int interval = tables.RestartInterval > 0 ? tables.RestartInterval : total;
        int mcu = 0;
        foreach (EntropyInterval stretch in data.Intervals)
        {
            var reader = new BitReader(data.Bytes(stretch));
            int[] predictions = new int[scan.Components.Length];
            int empty = 0;
            for (int last = Math.Min(total, mcu + interval); mcu < last; mcu++)
            {
                if (!ReadMcu(ref reader, scan, mcu % across, mcu / across, predictions, ref empty) || reader.IsBeyondEnd)
                {
                    return false;
                }

                McusDecoded++;
            }
        }

        return mcu == total;
    }

    private bool ReadMcu(ref BitReader reader, JpegScan scan, int mcuX, int mcuY, int[] predictions, ref int empty)
    {
        for (int i = 0; i < scan.Components.Length; i++)
        {
            JpegScanComponent component = scan.Components[i];
            JpegComponent c = frame.Components[component.Index];
            JpegPlane plane = Planes[component.Index];
            (int h, int v) = scan.Components.Length == 1 ? (1, 1) : (c.H, c.V);
            for (int b = 0; b < h * v; b++)
            {
                Span<short> block = plane.Block((mcuX * h) + (b % h), (mcuY * v) + (b / h));
                bool read = !frame.IsProgressive ? ReadSequential(ref reader, component, block, ref predictions[i])
                    : scan.First == 0 ? ReadDc(ref reader, scan, component, block, ref predictions[i])
                    : scan.High == 0 ? ReadFirstAc(ref reader, scan, tables.Ac[component.AcTable], block, ref empty)
                    : ReadRefinedAc(ref reader, scan, tables.Ac[component.AcTable], block, ref empty);
                if (!read)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool ReadSequential(ref BitReader reader, JpegScanComponent component, Span<short> block, ref int prediction)
    {
        if (!TrySymbol(ref reader, tables.Dc[component.DcTable], out int size))
        {
            return false;
        }

        prediction += Extend(reader.Take(size), size);
        block[0] = (short)prediction;
        for (int k = 1; k < 64; k++)
        {
            if (!TrySymbol(ref reader, tables.Ac[component.AcTable], out int symbol))
            {
                return false;
            }

            (int run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                break;
            }

            k += run;
            if (k > 63)
            {
                return false;
            }

            block[k] = (short)Extend(reader.Take(size), size);
        }

        return true;
    }

    private bool ReadDc(ref BitReader reader, JpegScan scan, JpegScanComponent component, Span<short> block, ref int prediction)
    {
        if (scan.High > 0)
        {
            block[0] |= (short)(reader.Take(1) << scan.Low);
            return true;
        }

        if (!TrySymbol(ref reader, tables.Dc[component.DcTable], out int size))
        {
            return false;
        }

        prediction += Extend(reader.Take(size), size);
        block[0] = (short)(prediction << scan.Low);
        return true;
    }

    private static bool ReadFirstAc(ref BitReader reader, JpegScan scan, HuffmanTable? table, Span<short> block, ref int empty)
    {
        if (empty > 0)
        {
            empty--;
            return true;
        }

        for (int k = scan.First; k <= scan.Last; k++)
        {
            if (!TrySymbol(ref reader, table, out int symbol))
            {
                return false;
            }

            (int run, int size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                empty = (1 << run) + reader.Take(run) - 1;
                return true;
            }

            k += run;
            if (size > 0 && k > scan.Last)
            {
                return false;
            }

            if (size > 0)
            {
                block[k] = (short)(Extend(reader.Take(size), size) << scan.Low);
            }
        }

        return true;
    }

    private static bool ReadRefinedAc(ref BitReader reader, JpegScan scan, HuffmanTable? table, Span<short> block, ref int empty)
    {
        short one = (short)(1 << scan.Low);
        int k = scan.First;
        while (empty == 0 && k <= scan.Last)
        {
            if (!TrySymbol(ref reader, table, out int symbol) || (symbol & 15) > 1)
            {
                return false;
            }

            (int run, int size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                empty = (1 << run) + reader.Take(run);
                break;
            }

            short fresh = size == 0 ? (short)0 : reader.Take(1) == 1 ? one : (short)-one;
            for (; k <= scan.Last; k++)
            {
                if (block[k] != 0)
                {
                    Refine(ref reader, ref block[k], one);
                }
                else if (run-- == 0)
                {
                    break;
                }
            }

            if (k > scan.Last)
            {
                return size == 0;
            }

            block[k++] = fresh;
        }

        if (empty > 0)
        {
            for (; k <= scan.Last; k++)
            {
                if (block[k] != 0)
                {
                    Refine(ref reader, ref block[k], one);
                }
            }

            empty--;
        }

        return true;
    }

    private static void Refine(ref BitReader reader, ref short value, short one)
    {
        if (reader.Take(1) == 1)
        {
            value += value < 0 ? (short)-one : one;
        }
    }

    private static bool TrySymbol(ref BitReader reader, HuffmanTable? table, out int symbol)
    {
        if (table is null)
        {
            symbol = 0;
            return false;
        }

        reader.Refill();
        int entry = reader.Peek(table);
        symbol = HuffmanTable.Symbol(entry);
        reader.Skip(HuffmanTable.Length(entry));
        return entry != 0;
    }

    /// <summary>A value of so many bits; those whose first bit is 0 are negative (T.81, F.2.2.1).</summary>
    private static int Extend(int bits, int size) => size == 0 || bits >> (size - 1) != 0 ? bits : bits - (1 << size) + 1;
}
