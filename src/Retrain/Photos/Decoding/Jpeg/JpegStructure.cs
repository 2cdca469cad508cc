using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>One marker segment.</summary>
/// <param name="Marker">Second byte of its marker.</param>
/// <param name="Start">Offset of its payload, behind the length.</param>
/// <param name="End">Offset behind its payload.</param>
/// <param name="DataEnd">
/// For a scan: offset behind its entropy-coded data, where the next marker is or the file ends; else <paramref name="End"/>.
/// </param>
internal readonly record struct JpegSegment(byte Marker, int Start, int End, int DataEnd);

/// <summary>
/// The segments of a JPEG from its first byte to its end marker, and what their headers say; entropy-coded data is stepped over.
/// </summary>
/// <remarks>Lenient as libjpeg: bytes between segments that belong to none are skipped and counted.</remarks>
internal sealed class JpegStructure
{
    private readonly List<JpegSegment> segments = [];

    private JpegStructure()
    {
    }

    /// <summary>In file order, without SOI and EOI.</summary>
    public IReadOnlyList<JpegSegment> Segments => segments;

    /// <summary>The frame header, where one was found whole.</summary>
    public JpegFrame? Frame { get; private set; }

    /// <summary>Offset behind the end marker; -1 where the file ends without one.</summary>
    public int End { get; private set; } = -1;

    /// <summary>Bytes between segments that belong to none.</summary>
    public int StrayBytes { get; private set; }

    /// <summary>A JFIF header is there, so three components are YCbCr.</summary>
    public bool HasJfif { get; private set; }

    /// <summary>The transform flag of Adobe's marker; null without that marker.</summary>
    public int? AdobeTransform { get; private set; }

    /// <summary>EXIF orientation, 1 to 8.</summary>
    public int Orientation { get; private set; } = ExifOrientation.Upright;

    /// <summary>Reads a file that begins with FF D8.</summary>
    public static JpegStructure Read(ReadOnlySpan<byte> file)
    {
        var structure = new JpegStructure();
        structure.ReadSegments(file);
        return structure;
    }

    /// <summary>The marker of the first frame header; 0 where there is none.</summary>
    public static byte FirstFrameMarker(ReadOnlySpan<byte> file)
    {
        int at = 2;
        int stray = 0;
        while (TryMarker(file, ref at, ref stray, out byte marker) && marker is not (JpegMarker.StartOfScan or JpegMarker.EndOfImage))
        {
            if (JpegMarker.IsFrame(marker))
            {
                return marker;
            }

            if (JpegMarker.IsBare(marker))
            {
                continue;
            }

            if (file.Length - at < 2)
            {
                break;
            }

            at += BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (at >= file.Length)
            {
                break;
            }
        }

        return 0;
    }

    /// <summary>
    /// Offset of the first marker at or behind <paramref name="start"/> that ends entropy-coded data: neither a stuffed FF nor a restart.
    /// </summary>
    public static int EndOfEntropyData(ReadOnlySpan<byte> file, int start)
    {
        int at = start;
        while (at < file.Length)
        {
            int found = file[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= file.Length)
            {
                return file.Length;
            }

            at += found;
            byte next = file[at + 1];
            if (next == 0xFF)
            {
                at++;
            }
            else if (next is 0 or (>= JpegMarker.FirstRestart and <= JpegMarker.LastRestart))
            {
                at += 2;
            }
            else
            {
                return at;
            }
        }

        return file.Length;
    }

    private void ReadSegments(ReadOnlySpan<byte> file)
    {
        int at = 2;
        int stray = 0;
        while (TryMarker(file, ref at, ref stray, out byte marker))
        {
            StrayBytes = stray;
            if (marker == JpegMarker.EndOfImage)
            {
                End = at;
                return;
            }

            if (JpegMarker.IsBare(marker))
            {
                continue;
            }

            if (file.Length - at < 2)
            {
                return;
            }

            int end = at + BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (end < at + 2 || end > file.Length)
            {
                return;
            }

            int dataEnd = marker == JpegMarker.StartOfScan ? EndOfEntropyData(file, end) : end;
            segments.Add(new JpegSegment(marker, at + 2, end, dataEnd));
            Note(marker, file[(at + 2)..end]);
            at = dataEnd;
        }
    }

    private void Note(byte marker, ReadOnlySpan<byte> payload)
    {
        if (JpegMarker.IsFrame(marker))
        {
            Frame ??= JpegFrame.Read(marker, payload);
        }
        else if (marker == JpegMarker.App0 && payload.StartsWith("JFIF\0"u8))
        {
            HasJfif = true;
        }
        else if (marker == JpegMarker.App1 && payload.StartsWith("Exif\0"u8) && payload.Length > 6
            && Orientation == ExifOrientation.Upright)
        {
            Orientation = ExifOrientation.Read(payload[6..]);
        }
        else if (marker == JpegMarker.App14 && payload.Length >= 12 && payload.StartsWith("Adobe"u8))
        {
            AdobeTransform = payload[11];
        }
    }

    /// <summary>Steps to the next marker, over fill bytes (legal) and stray bytes (counted).</summary>
    private static bool TryMarker(ReadOnlySpan<byte> file, ref int at, ref int stray, out byte marker)
    {
        while (at < file.Length)
        {
            int found = file[at..].IndexOf((byte)0xFF);
            if (found < 0)
            {
                break;
            }

            stray += found;
            at += found;
            while (at < file.Length && file[at] == 0xFF)
            {
                at++;
            }

            if (at < file.Length && file[at] != 0)
            {
                marker = file[at++];
                return true;
            }

            stray += 2;
            at++;
        }

        marker = 0;
        return false;
    }
}
