using System.Buffers;

namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>A stretch of entropy-coded data between restart markers.</summary>
/// <param name="Start">Offset in <see cref="EntropyData.Bytes"/>.</param>
/// <param name="End">Offset behind it.</param>
/// <param name="Restart">Number 0 to 7 of the restart marker that ends it; -1: another marker, or the end of the file.</param>
/// <param name="MarkerOffset">Where in the file that marker's second byte lies.</param>
internal readonly record struct EntropyInterval(int Start, int End, int Restart, int MarkerOffset);

/// <summary>The entropy-coded data of one scan without stuffed zeros, so that bits can be taken eight bytes at a time.</summary>
internal sealed class EntropyData : IDisposable
{
    private readonly byte[] rented;

    private EntropyData(byte[] rented) => this.rented = rented;

    /// <summary>In file order; at least one.</summary>
    public List<EntropyInterval> Intervals { get; } = [];

    /// <summary>The data of an interval.</summary>
    public ReadOnlySpan<byte> Bytes(EntropyInterval interval) => rented.AsSpan(interval.Start, interval.End - interval.Start);

    /// <summary>Copies a scan's data.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="start">Behind the scan header.</param>
    /// <param name="end">Where the next marker is or the data ends.</param>
    public static EntropyData Read(ReadOnlySpan<byte> file, int start, int end)
    {
        var data = new EntropyData(ArrayPool<byte>.Shared.Rent(Math.Max(1, end - start)));
        Span<byte> clean = data.rented;
        ReadOnlySpan<byte> source = file[..end];
        int length = 0;
        int intervalStart = 0;
        int at = start;
        while (at < end)
        {
            int run = source[at..].IndexOf((byte)0xFF);
            int plain = run < 0 ? end - at : run;
            source.Slice(at, plain).CopyTo(clean[length..]);
            length += plain;
            at += plain;
            if (at + 1 >= end)
            {
                break;
            }

            byte next = source[at + 1];
            if (next == 0)
            {
                clean[length++] = 0xFF;
                at += 2;
            }
            else if (next is >= JpegMarker.FirstRestart and <= JpegMarker.LastRestart)
            {
                data.Intervals.Add(new EntropyInterval(intervalStart, length, next - JpegMarker.FirstRestart, at + 1));
                intervalStart = length;
                at += 2;
            }
            else
            {
                // A fill byte before a marker.
                at++;
            }
        }

        data.Intervals.Add(new EntropyInterval(intervalStart, length, -1, end));
        return data;
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(rented);
}
