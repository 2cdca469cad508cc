using System.Collections.Immutable;
using Retrain.Graph;

namespace Retrain.Quantizing;

/// <summary>From a histogram to the range that levels are spread over.</summary>
internal static class RangeSearch
{
    /// <summary>What <see cref="CalibrationMethod.Percentile"/> leaves out on each side.</summary>
    private const double LeftOut = 1e-4;

    /// <summary>
    /// The search for the least error goes by hundredths of an end, first by fours, and tries no range below a twentieth.
    /// </summary>
    private const int Steps = 100;

    private const int FewestSteps = 5;
    private const int FirstStride = 4;

    /// <summary>Neighbouring bins that it takes as one.</summary>
    private const int Merged = 8;

    /// <summary>The range by a method.</summary>
    public static ValueRange Find(ActivationHistogram histogram, CalibrationMethod method) => method switch
    {
        CalibrationMethod.MinMax => histogram.Range,
        CalibrationMethod.Percentile => Percentile(histogram),
        CalibrationMethod.MeanSquareError => LeastError(histogram),
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    /// <summary>
    /// Mean square of what rounding to levels changes, with the elements of a bin taken as spread evenly over it.
    /// </summary>
    /// <param name="bins">The elements.</param>
    /// <param name="range">What the levels are spread over; moved so that 0 is one.</param>
    public static double Error(ImmutableArray<HistogramBin> bins, ValueRange range)
    {
        Quantization levels = range.ToInt8();
        double scale = levels.Scales[0];
        double low = (levels.Lowest - levels.ZeroPoints[0]) * scale;
        double high = (levels.Highest - levels.ZeroPoints[0]) * scale;
        double sum = 0;
        long count = 0;
        foreach (HistogramBin bin in bins)
        {
            count += bin.Count;
            sum += bin.Count * (bin.Width > 0
                ? (Outside(low - bin.To, low - bin.From) + Inside(bin, low, high, scale) + Outside(bin.From - high, bin.To - high))
                    / bin.Width
                : Square(bin.From - (Math.Clamp(Math.Round(bin.From / scale), low / scale, high / scale) * scale)));
        }

        return count == 0 ? 0 : sum / count;
    }

    private static ValueRange Percentile(ActivationHistogram histogram)
    {
        ImmutableArray<HistogramBin> bins = histogram.Bins();
        double rest = histogram.Count * LeftOut;
        return histogram.Count == 0 ? default : new ValueRange((float)From(bins, false), (float)From(bins.Reverse(), true));

        double From(IEnumerable<HistogramBin> inwards, bool isHigh)
        {
            double left = rest;
            foreach (HistogramBin bin in inwards)
            {
                if (bin.Count >= left)
                {
                    double part = left / bin.Count;
                    return isHigh ? bin.To - (bin.Width * part) : bin.From + (bin.Width * part);
                }

                left -= bin.Count;
            }

            return 0;
        }
    }

    /// <summary>Both ends drawn in together, then each by itself while that helps.</summary>
    private static ValueRange LeastError(ActivationHistogram histogram)
    {
        ImmutableArray<HistogramBin> bins = Merge(histogram.Bins());
        (double low, double high) = (Math.Min(histogram.Range.Low, 0.0), Math.Max(histogram.Range.High, 0.0));
        (int Low, int High) best = (Steps, Steps);
        double least = double.PositiveInfinity;
        for (int step = Steps; step >= FewestSteps; step -= FirstStride)
        {
            Try((step, step));
        }

        for (int before = -1; before != best.Low + (best.High * (Steps + 1));)
        {
            before = best.Low + (best.High * (Steps + 1));
            foreach (int change in (ReadOnlySpan<int>)[-FirstStride, -1, 1, FirstStride])
            {
                Try((best.Low + change, best.High));
                Try((best.Low, best.High + change));
            }
        }

        return RangeOf(best);

        ValueRange RangeOf((int Low, int High) steps) => new((float)(low * steps.Low / Steps), (float)(high * steps.High / Steps));

        void Try((int Low, int High) steps)
        {
            if (steps.Low is < FewestSteps or > Steps || steps.High is < FewestSteps or > Steps)
            {
                return;
            }

            double error = Error(bins, RangeOf(steps));
            if (error < least)
            {
                (least, best) = (error, steps);
            }
        }
    }

    /// <summary>Fewer bins: a few of one sign that lie side by side become one.</summary>
    private static ImmutableArray<HistogramBin> Merge(ImmutableArray<HistogramBin> bins)
    {
        var merged = ImmutableArray.CreateBuilder<HistogramBin>();
        int taken = 0;
        foreach (HistogramBin bin in bins)
        {
            if (taken is > 0 and < Merged && bin.Width > 0 && merged[^1] is { Width: > 0 } last && last.To == bin.From)
            {
                merged[^1] = new HistogramBin(last.From, bin.To, last.Count + bin.Count);
                taken++;
            }
            else
            {
                merged.Add(bin);
                taken = 1;
            }
        }

        return merged.ToImmutable();
    }

    /// <summary>Integral of u^2 over the part of [from, to] above 0: what is cut off beyond an end.</summary>
    private static double Outside(double from, double to) => to <= 0 ? 0 : (Cube(to) - Cube(Math.Max(from, 0))) / 3;

    /// <summary>Integral of the squared distance to the nearest multiple of the scale, over the part of a bin between the ends.</summary>
    private static double Inside(HistogramBin bin, double low, double high, double scale)
    {
        double from = Math.Clamp(bin.From, low, high);
        double to = Math.Clamp(bin.To, low, high);
        return to <= from ? 0 : Cube(scale) * (Rounding(to / scale) - Rounding(from / scale));
    }

    /// <summary>Integral of (u - round(u))^2 from 0 to x.</summary>
    private static double Rounding(double x)
    {
        double whole = Math.Round(x);
        return (whole / 12) + (Cube(x - whole) / 3);
    }

    private static double Square(double x) => x * x;

    private static double Cube(double x) => x * x * x;
}
