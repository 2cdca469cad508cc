using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Formats.EventFiles;

/// <summary>
/// Counts values as TensorFlow's histogram summary does. May be cleared and used again, which keeps its memory. Not thread-safe.
/// </summary>
internal sealed class Histogram
{
    private const uint Infinity = 0x7f800000;

    private readonly long[] counts = new long[HistogramLimits.Count];

    /// <summary>Least value; the largest double without values.</summary>
    public double Min { get; private set; } = double.MaxValue;

    /// <summary>Largest value; the least double without values.</summary>
    public double Max { get; private set; } = double.MinValue;

    /// <summary>Number of values.</summary>
    public long Num { get; private set; }

    /// <summary>Sum, added up in the order of the values.</summary>
    public double Sum { get; private set; }

    /// <summary>Sum of the squares.</summary>
    public double SumSquares { get; private set; }

    /// <summary>Forgets all values.</summary>
    public void Clear()
    {
        Array.Clear(counts);
        (Min, Max, Num, Sum, SumSquares) = (double.MaxValue, double.MinValue, 0, 0, 0);
    }

    /// <summary>Adds a value; the definition.</summary>
    /// <param name="value">Any but NaN and infinity.</param>
    /// <param name="name">What the histogram is of, for the message.</param>
    /// <exception cref="EventFileException">NaN or infinity, in the words of TensorFlow.</exception>
    public void Add(double value, string name)
    {
        if (!double.IsFinite(value))
        {
            throw NotFinite(value, name);
        }

        counts[HistogramLimits.Bucket(value)]++;
        Min = value < Min ? value : Min;
        Max = value > Max ? value : Max;
        Num++;
        Sum += value;
        SumSquares += value * value;
    }

    /// <summary>Adds values; the same in every bit as one by one.</summary>
    /// <exception cref="EventFileException">NaN or infinity among them, in the words of TensorFlow; clear it then.</exception>
    public void Add(ReadOnlySpan<float> values, string name)
    {
        double min = Min;
        double max = Max;
        double sum = Sum;
        double squares = SumSquares;
        uint largest = 0;
        long[] buckets = counts;
        foreach (float value in values)
        {
            largest = Math.Max(largest, BitConverter.SingleToUInt32Bits(value) & ~(1u << 31));
            buckets[HistogramLimits.Bucket(value)]++;
            double wide = value;
            min = wide < min ? wide : min;
            max = wide > max ? wide : max;
            sum += wide;
            squares += wide * wide;
        }

        if (largest >= Infinity)
        {
            foreach (float value in values)
            {
                if (!float.IsFinite(value))
                {
                    throw NotFinite(value, name);
                }
            }
        }

        (Min, Max, Num, Sum, SumSquares) = (min, max, Num + values.Length, sum, squares);
    }

    /// <summary>The message: a run of empty buckets is one entry with the run's last limit.</summary>
    public HistogramProto ToProto()
    {
        var proto = new HistogramProto { Min = Min, Max = Max, Num = Num, Sum = Sum, SumSquares = SumSquares };
        ReadOnlySpan<double> limits = HistogramLimits.All;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0 && i + 1 < counts.Length && counts[i + 1] == 0)
            {
                continue;
            }

            proto.BucketLimit.Add(limits[i]);
            proto.Bucket.Add(counts[i]);
        }

        return proto;
    }

    private static EventFileException NotFinite(double value, string name) =>
        new(double.IsNaN(value) ? $"Nan in summary histogram for: {name}" : $"Infinity in Histogram for: {name}");
}
