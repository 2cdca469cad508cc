using System.Buffers;
using System.IO.Compression;

namespace Retrain.Photos.Decoding.Png;

/// <summary>How reading the rows of a PNG ended.</summary>
internal enum PngRowsEnd
{
    /// <summary>All rows are there, and nothing else.</summary>
    Whole,

    /// <summary>All rows are there; the compressed data goes on.</summary>
    MoreData,

    /// <summary>The compressed data ends too early.</summary>
    DataEnded,

    /// <summary>The compressed data is broken, or its checksum says that some row is.</summary>
    Corrupt,

    /// <summary>A row has a filter that does not exist.</summary>
    WrongFilter,
}

/// <summary>Inflates and unfilters the rows of a PNG, one at a time, into an RGB picture.</summary>
internal static class PngRows
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Plain = [(0, 0, 1, 1)];

    /// <summary>The seven passes of Adam7 (PNG specification, 8.2).</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Reads all rows.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="chunks">Its chunks.</param>
    /// <param name="header">A legal header.</param>
    /// <param name="colours">Turns samples into RGB.</param>
    /// <param name="target">The picture.</param>
    /// <param name="rows">Rows from the top that are certainly right.</param>
    public static PngRowsEnd Read(
        ReadOnlyMemory<byte> file, IReadOnlyList<PngChunk> chunks, PngHeader header, PngColours colours, Pixels target, out int rows)
    {
        using var inflated = new ZLibStream(new PngDataStream(file, chunks), CompressionMode.Decompress);
        return Read(inflated, header, colours, target, out rows);
    }

    private static PngRowsEnd Read(Stream inflated, PngHeader header, PngColours colours, Pixels target, out int rows)
    {
        rows = 0;
        int rowBytes = header.RowBytes(target.Width);
        byte[] above = ArrayPool<byte>.Shared.Rent(rowBytes);
        byte[] current = ArrayPool<byte>.Shared.Rent(rowBytes + 1);
        byte[] line = ArrayPool<byte>.Shared.Rent(target.Width * 3);
        try
        {
            foreach ((int x, int y, int stepX, int stepY) in header.Interlace == 0 ? Plain : Adam7)
            {
                int width = (target.Width - x + stepX - 1) / stepX;
                int length = header.RowBytes(width);
                above.AsSpan(0, length).Clear();
                for (int row = y; row < target.Height && width > 0; row += stepY)
                {
                    if (inflated.ReadAtLeast(current.AsSpan(0, length + 1), length + 1, throwOnEndOfStream: false) <= length)
                    {
                        return PngRowsEnd.DataEnded;
                    }

                    if (current[0] > PngFilter.Last)
                    {
                        return PngRowsEnd.WrongFilter;
                    }

                    Span<byte> samples = current.AsSpan(1, length);
                    PngFilter.Undo(current[0], samples, above, header.BytesToTheLeft);
                    Span<byte> targetRow = target.Rgb.Slice(row * target.Width * 3, target.Width * 3);
                    if (stepX == 1)
                    {
                        colours.Convert(samples, targetRow);
                    }
                    else
                    {
                        colours.Convert(samples, line.AsSpan(0, width * 3));
                        Scatter(line.AsSpan(0, width * 3), targetRow, x, stepX);
                    }

                    samples.CopyTo(above);
                    rows = header.Interlace == 0 ? row + 1 : 0;
                }
            }

            rows = target.Height;
            return inflated.Read(current, 0, 1) == 0 ? PngRowsEnd.Whole : PngRowsEnd.MoreData;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // The inflater throws the one for wrong data, the other (ZLibException) for a header that asks for a dictionary.
            return PngRowsEnd.Corrupt;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(above);
            ArrayPool<byte>.Shared.Return(current);
            ArrayPool<byte>.Shared.Return(line);
        }
    }

    private static void Scatter(ReadOnlySpan<byte> pixels, Span<byte> row, int x, int step)
    {
        for (int from = 0, to = x * 3; from < pixels.Length; from += 3, to += step * 3)
        {
            pixels.Slice(from, 3).CopyTo(row[to..]);
        }
    }
}
