using System.Buffers;

namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>
/// Walks the entropy-coded data of a JPEG without making pixels, to learn whether every row is there: decoders fill what is missing
/// with guesses and report success. Huffman-coded sequential and progressive files; arithmetic coding is not walked.
/// </summary>
/// <remarks>
/// The rule that it serves: a photo is used when every row came through. Harm to the wrapping (bytes before, between or after the
/// data, a missing end marker, a misnumbered restart marker) becomes a note; anything else is a fault.
/// A progressive file may stop before its last refinement when its end marker says so, for an encoder may choose that; not, though,
/// after nothing but a rough first DC scan, which is what a cut download looks like once a proxy has closed it.
/// </remarks>
internal sealed class JpegWalker
{
    /// <summary>T.81, B.2.3: more blocks in an MCU are not allowed.</summary>
    private const int MaxBlocksInMcu = 10;

    /// <summary>A row of zero bytes this long at the end of a file without end marker was never written.</summary>
    private const int NeverWritten = 32;

    private readonly JpegStructure structure;
    private readonly JpegFrame frame;
    private readonly JpegTables tables = new();
    private readonly JpegFindings findings = new();

    private readonly JpegProgress progress;

    /// <summary>Progressive: by component, which coefficients of each block are not zero.</summary>
    private readonly ulong[]?[] nonzero;

    private int strayBytesInData;

    private JpegWalker(JpegStructure structure, JpegFrame frame)
    {
        this.structure = structure;
        this.frame = frame;
        progress = new JpegProgress(frame);
        nonzero = new ulong[]?[frame.Components.Length];
    }

    /// <summary>Walks a file whose frame is one that is decoded.</summary>
    public static JpegFindings Walk(ReadOnlySpan<byte> file, JpegStructure structure, JpegFrame frame)
    {
        var walker = new JpegWalker(structure, frame);
        try
        {
            walker.WalkSegments(file);
        }
        finally
        {
            walker.ReturnBuffers();
        }

        return walker.findings;
    }

    private void ReturnBuffers()
    {
        foreach (ulong[]? rented in nonzero)
        {
            if (rented is not null)
            {
                ArrayPool<ulong>.Shared.Return(rented);
            }
        }
    }

    private void WalkSegments(ReadOnlySpan<byte> file)
    {
        bool frameSeen = false;
        bool scanSeen = false;
        int lastDataEnd = file.Length;
        foreach (JpegSegment segment in structure.Segments)
        {
            ReadOnlySpan<byte> payload = file[segment.Start..segment.End];
            frameSeen |= JpegMarker.IsFrame(segment.Marker);
            findings.Fault = tables.Apply(segment.Marker, payload) is { } wrong ? "JPEG is damaged: " + wrong : null;
            if (findings.Fault is null && segment.Marker == JpegMarker.StartOfScan)
            {
                scanSeen = true;
                if (frameSeen && JpegScan.Read(payload, frame) is { } scan)
                {
                    lastDataEnd = DataEnd(file, segment);
                    WalkScan(file, scan, segment.End, lastDataEnd);
                }
                else
                {
                    findings.Fault = "JPEG is damaged: a scan header is impossible";
                }
            }

            if (findings.Fault is not null)
            {
                return;
            }
        }

        if (!scanSeen)
        {
            findings.Fault = $"JPEG is cut off before its picture data: 0 of {frame.Height} rows";
            return;
        }

        CheckScans();
        NoteWrapping(file, lastDataEnd);
    }

    /// <summary>Where a scan's data ends, without zeros that a broken download left behind.</summary>
    private int DataEnd(ReadOnlySpan<byte> file, JpegSegment scan)
    {
        if (structure.End >= 0 || scan.DataEnd < file.Length)
        {
            return scan.DataEnd;
        }

        int written = file[..scan.DataEnd].LastIndexOfAnyExcept((byte)0) + 1;
        return scan.DataEnd - written >= NeverWritten ? Math.Max(written, scan.End) : scan.DataEnd;
    }

    private void CheckScans()
    {
        if (findings.Fault is not null || frame.IsArithmetic)
        {
            return;
        }

        if (progress.IsWhole)
        {
            return;
        }

        if (!frame.IsProgressive || progress.LacksComponent)
        {
            findings.Fault = structure.End < 0
                ? $"JPEG is cut off between its scans: 0 of {frame.Height} rows"
                : "JPEG is damaged: the scan of a component is missing";
            return;
        }

        if (structure.End < 0)
        {
            findings.Fault = $"progressive JPEG is cut off between its scans: 0 of {frame.Height} rows at full quality";
        }
        else if (progress.IsRoughPreview)
        {
            findings.IsUnfinished = true;
            findings.Fault = $"progressive JPEG ends after its first rough scan: 0 of {frame.Height} rows at full quality";
        }
        else
        {
            findings.IsUnfinished = true;
            findings.Notes.Add("progressive JPEG ends before its last scans, so it is coarse");
        }
    }

    private void NoteWrapping(ReadOnlySpan<byte> file, int lastDataEnd)
    {
        if (findings.Fault is not null)
        {
            return;
        }

        if (structure.StrayBytes > 0)
        {
            findings.Notes.Add($"{structure.StrayBytes} stray bytes between the segments of the JPEG");
        }

        if (strayBytesInData > 0)
        {
            findings.Notes.Add($"{strayBytesInData} stray bytes before a marker in the data of the JPEG");
        }

        if (findings.Repairs.Count > 0)
        {
            findings.Notes.Add($"{findings.Repairs.Count} restart markers of the JPEG have a wrong number");
        }

        if (structure.End < 0)
        {
            if (frame.IsArithmetic)
            {
                findings.Fault = "JPEG is cut off: its arithmetic-coded data has no end marker";
                return;
            }

            findings.Notes.Add("end marker of the JPEG is missing");
            findings.MissingEndAt = lastDataEnd < file.Length || file[^1] != 0xFF ? lastDataEnd : file.Length - 1;
        }
        else if (structure.End < file.Length)
        {
            findings.Notes.Add($"{file.Length - structure.End} bytes after the end marker of the JPEG");
        }
    }

    private void WalkScan(ReadOnlySpan<byte> file, JpegScan scan, int start, int end)
    {
        findings.Fault = CheckTables(scan);
        if (findings.Fault is not null || frame.IsArithmetic)
        {
            return;
        }

        using EntropyData data = EntropyData.Read(file, start, end);
        (int across, int down) = scan.Mcus(frame);
        int blocksInMcu =
            scan.Components.Length == 1 ? 1 : scan.Components.Sum(c => frame.Components[c.Index].H * frame.Components[c.Index].V);
        if (blocksInMcu > MaxBlocksInMcu)
        {
            findings.Fault = "JPEG is damaged: its sampling factors are impossible";
            return;
        }

        int total = across * down;
        int interval = tables.RestartInterval > 0 ? tables.RestartInterval : total;
        int mcu = 0;
        WalkEnd walkEnd = WalkEnd.Whole;
        for (int i = 0; i < data.Intervals.Count && walkEnd == WalkEnd.Whole; i++)
        {
            EntropyInterval current = data.Intervals[i];
            int last = Math.Min(total, mcu + interval);
            if (mcu == total)
            {
                if (current.End > current.Start)
                {
                    ReportExtraRows();
                    return;
                }

                break;
            }

            var reader = new BitReader(data.Bytes(current));
            walkEnd = WalkMcus(ref reader, scan, across, last, ref mcu);
            if (walkEnd == WalkEnd.Whole)
            {
                walkEnd = CheckInterval(ref reader, scan, current, i, across, mcu == total);
            }
        }

        findings.McusWalked += mcu;
        if (findings.Fault is null && (walkEnd != WalkEnd.Whole || mcu < total))
        {
            ReportMissingRows(scan, mcu / across, walkEnd);
        }

        if (findings.Fault is null)
        {
            progress.Add(scan);
        }
    }

    /// <summary>What lies between the last MCU of an interval and its marker.</summary>
    private WalkEnd CheckInterval(ref BitReader reader, JpegScan scan, EntropyInterval interval, int index, int across, bool isLast)
    {
        int left = reader.BytesLeft;
        if (isLast)
        {
            if (left > 0 && interval.Restart < 0)
            {
                CheckExtraRows(ref reader, scan, across, left);
            }

            return WalkEnd.Whole;
        }

        int expected = index & 7;
        if (interval.Restart >= 0 && interval.Restart != expected)
        {
            if (left > 0)
            {
                // A whole interval more than expected: the marker between is gone, and from here on nothing is where it belongs.
                findings.Fault = $"JPEG is damaged: restart marker {expected} is missing after "
                    + $"{progress.GoodRows(scan, (index + 1) * tables.RestartInterval / across)} of {frame.Height} rows";
                return WalkEnd.BadCode;
            }

            findings.Repairs.Add((interval.MarkerOffset, (byte)(JpegMarker.FirstRestart + expected)));
        }

        strayBytesInData += left;

        return WalkEnd.Whole;
    }

    /// <summary>Bytes left behind the last MCU are stray, unless they hold another row: then the header claims too few.</summary>
    private void CheckExtraRows(ref BitReader reader, JpegScan scan, int across, int left)
    {
        ReadOnlySpan<byte> rest = reader.Data[^left..];
        bool filler = !rest.ContainsAnyExcept(rest[0]);
        int mcu = 0;
        if (!filler && !frame.IsProgressive && WalkMcus(ref reader, scan, across, across, ref mcu) == WalkEnd.Whole)
        {
            ReportExtraRows();
        }
        else
        {
            strayBytesInData += left;
        }
    }

    private void ReportExtraRows() =>
        findings.Fault = $"JPEG is damaged: its data holds more than the {frame.Height} rows that its header claims";

    private void ReportMissingRows(JpegScan scan, int mcuRows, WalkEnd walkEnd)
    {
        int rows = progress.GoodRows(scan, mcuRows);
        string kind = frame.IsProgressive ? "progressive JPEG" : "JPEG";
        string quality = frame.IsProgressive ? " at full quality" : "";
        findings.Fault = walkEnd == WalkEnd.BadCode
            ? $"{kind} is damaged: its data is corrupt, found after {rows} of {frame.Height} rows"
            : structure.End < 0 ? $"{kind} is cut off: {rows} of {frame.Height} rows{quality}"
            : $"{kind} is damaged: its data ends after {rows} of {frame.Height} rows{quality}";
    }

    private string? CheckTables(JpegScan scan)
    {
        foreach (JpegScanComponent component in scan.Components)
        {
            int quantisation = frame.Components[component.Index].Table;
            if (quantisation > 3 || tables.Quantisation[quantisation] is null)
            {
                return $"JPEG is damaged: quantisation table {quantisation} is missing";
            }

            bool needsDc = !frame.IsProgressive || (scan.First == 0 && scan.High == 0);
            bool needsAc = !frame.IsProgressive || scan.First > 0;
            if (!frame.IsArithmetic
                && ((needsDc && tables.Dc[component.DcTable] is null) || (needsAc && tables.Ac[component.AcTable] is null)))
            {
                return "JPEG is damaged: a Huffman table is missing";
            }
        }

        return null;
    }

    private WalkEnd WalkMcus(ref BitReader reader, JpegScan scan, int across, int last, ref int mcu)
    {
        if (!frame.IsProgressive)
        {
            return JpegBlockWalk.Sequential(ref reader, BlocksOfMcu(scan), last, ref mcu);
        }

        if (scan.First == 0)
        {
            return scan.High == 0
                ? JpegBlockWalk.FirstDc(ref reader, BlocksOfMcu(scan), last, ref mcu)
                : JpegBlockWalk.RefinedDc(ref reader, BlocksOfMcu(scan).Length, last, ref mcu);
        }

        int index = scan.Components[0].Index;
        ulong[] masks = nonzero[index] ??= RentCleared(
            frame.BlocksAcross(frame.Components[index]) * frame.BlocksDown(frame.Components[index]));
        HuffmanTable table = tables.Ac[scan.Components[0].AcTable]!;
        return scan.High == 0
            ? JpegBlockWalk.FirstAc(ref reader, scan, table, masks, last, ref mcu)
            : JpegBlockWalk.RefinedAc(ref reader, scan, table, masks, last, ref mcu);
    }

    private static ulong[] RentCleared(int length)
    {
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(length);
        rented.AsSpan(0, length).Clear();
        return rented;
    }

    /// <summary>The blocks of one MCU as pairs of codes.</summary>
    private (HuffmanTable Dc, HuffmanTable Ac)[] BlocksOfMcu(JpegScan scan)
    {
        var blocks = new List<(HuffmanTable, HuffmanTable)>(MaxBlocksInMcu);
        foreach (JpegScanComponent component in scan.Components)
        {
            JpegComponent c = frame.Components[component.Index];
            for (int i = scan.Components.Length == 1 ? 1 : c.H * c.V; i > 0; i--)
            {
                blocks.Add((tables.Dc[component.DcTable]!, tables.Ac[component.AcTable]!));
            }
        }

        return [.. blocks];
    }
}
