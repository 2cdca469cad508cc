using System.Collections.Immutable;
using Retrain.Graph;

namespace Retrain.Quantizing;

/// <summary>
/// How often a value's elements had which size, in fixed memory and without knowing beforehand how large they are: a bin holds the numbers
/// that agree in sign, exponent and the first seven bits behind the point. Counts are whole, so neither order nor threads matter.
/// </summary>
internal sealed class ActivationHistogram
{
    /// <summary>Bins of one exponent.</summary>
    private const int BinsInOctave = 128;

    /// <summary>Magnitudes below 2^-30 count as 0.</summary>
    private const int LowestExponent = -30;

    /// <summary>Magnitudes from 2^34 on lie in the last bin.</summary>
    private const int Octaves = 64;

    private const int Side = Octaves * BinsInOctave;

    /// <summary>Of bits 16 to 30 of a float32: those of the first bin.</summary>
    private const int FirstBits = (127 + LowestExponent) * BinsInOctave;

    private readonly long[] above = new long[Side];
    private readonly long[] below = new long[Side];
    private long zeros;
    private float low = float.PositiveInfinity;
    private float high = float.NegativeInfinity;

    /// <summary>Number of elements.</summary>
    public long Count { get; private set; }

    /// <summary>Whether an element was no finite number; such are not counted.</summary>
    public bool HasStrange { get; private set; }

    /// <summary>From the least to the greatest element; 0 to 0 if there is none.</summary>
    public ValueRange Range => Count == 0 ? default : new ValueRange(low, high);

    /// <summary>Counts elements.</summary>
    public void Add(ReadOnlySpan<float> elements)
    {
        foreach (float element in elements)
        {
            if (!float.IsFinite(element))
            {
                HasStrange = true;
                continue;
            }

            Count++;
            low = MathF.Min(low, element);
            high = MathF.Max(high, element);
            int bin = ((BitConverter.SingleToInt32Bits(element) & int.MaxValue) >> 16) - FirstBits;
            if (bin < 0)
            {
                zeros++;
            }
            else
            {
                (element < 0 ? below : above)[Math.Min(bin, Side - 1)]++;
            }
        }
    }

    /// <summary>Adds what another one counted.</summary>
    public void Add(ActivationHistogram other)
    {
        for (int i = 0; i < Side; i++)
        {
            above[i] += other.above[i];
            below[i] += other.below[i];
        }

        zeros += other.zeros;
        low = MathF.Min(low, other.low);
        high = MathF.Max(high, other.high);
        Count += other.Count;
        HasStrange |= other.HasStrange;
    }

    /// <summary>The bins that hold elements, from the lowest; ends are cut to the least and the greatest element.</summary>
    public ImmutableArray<HistogramBin> Bins()
    {
        var bins = ImmutableArray.CreateBuilder<HistogramBin>();
        for (int i = Side - 1; i >= 0; i--)
        {
            AddBin(-Edge(i + 1), -Edge(i), below[i]);
        }

        AddBin(0, 0, zeros);
        for (int i = 0; i < Side; i++)
        {
            AddBin(Edge(i), Edge(i + 1), above[i]);
        }

        return bins.ToImmutable();

        void AddBin(double from, double to, long count)
        {
            if (count > 0)
            {
                bins.Add(from == to ? new HistogramBin(0, 0, count) : new HistogramBin(Math.Max(from, low), Math.Min(to, high), count));
            }
        }
    }

    /// <summary>Lower end of a bin's magnitudes.</summary>
    private static double Edge(int bin) => BitConverter.Int32BitsToSingle((bin + FirstBits) << 16);
}
