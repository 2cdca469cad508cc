using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>What a fit takes off each feature and multiplies it with, float64 [F] each.</summary>
/// <param name="Mean">
/// Mean over the fitted photos. It is taken off without standardisation too: the bias is free, so the minimum is the same, and found
/// sooner.
/// </param>
/// <param name="Scale">1 / population standard deviation (divisor N), 1 where that is 0; all 1 without standardisation.</param>
/// <param name="Variance">Of the scaled features.</param>
internal sealed record FeatureScaling(double[] Mean, double[] Scale, double[] Variance)
{
    /// <summary>Measures the given rows.</summary>
    public static FeatureScaling Measure(FeatureMatrix features, int[] rows, bool standardise)
    {
        double[] mean = new double[features.Width];
        double[] variance = new double[features.Width];
        RowGroups.Run(features, rows, features.Width, (from, count, first, end) =>
        {
            for (int i = from; i < from + count; i++)
            {
                AddValues(features.Peek(rows[i])[first..end], mean.AsSpan(first, end - first));
            }
        });
        for (int f = 0; f < mean.Length; f++)
        {
            mean[f] /= rows.Length;
        }

        RowGroups.Run(features, rows, features.Width, (from, count, first, end) =>
        {
            for (int i = from; i < from + count; i++)
            {
                AddSquares(features.Peek(rows[i])[first..end], mean.AsSpan(first, end - first), variance.AsSpan(first, end - first));
            }
        });
        double[] scale = new double[features.Width];
        for (int f = 0; f < mean.Length; f++)
        {
            double deviation = Math.Sqrt(variance[f] / rows.Length);
            // Equal values whose mean is rounded leave a deviation of some units in the last place of the mean.
            bool constant = deviation <= 1e-14 * Math.Abs(mean[f]);
            scale[f] = standardise && !constant ? 1 / deviation : 1;
            variance[f] = deviation * deviation * scale[f] * scale[f];
        }

        return new FeatureScaling(mean, scale, variance);
    }

    /// <summary>sums += values.</summary>
    private static void AddValues(ReadOnlySpan<float> values, Span<double> sums)
    {
        ref float x = ref MemoryMarshal.GetReference(values);
        ref double s = ref MemoryMarshal.GetReference(sums);
        int f = 0;
        for (; f <= values.Length - 4; f += 4)
        {
            (Vector256.LoadUnsafe(ref s, (nuint)f) + Wide(ref x, f)).StoreUnsafe(ref s, (nuint)f);
        }

        for (; f < values.Length; f++)
        {
            sums[f] += values[f];
        }
    }

    /// <summary>sums += (values - mean)^2, each step rounded, as one would write it for numbers.</summary>
    private static void AddSquares(ReadOnlySpan<float> values, ReadOnlySpan<double> mean, Span<double> sums)
    {
        ref float x = ref MemoryMarshal.GetReference(values);
        ref double m = ref MemoryMarshal.GetReference(mean);
        ref double s = ref MemoryMarshal.GetReference(sums);
        int f = 0;
        for (; f <= values.Length - 4; f += 4)
        {
            Vector256<double> deviation = Wide(ref x, f) - Vector256.LoadUnsafe(ref m, (nuint)f);
            (Vector256.LoadUnsafe(ref s, (nuint)f) + (deviation * deviation)).StoreUnsafe(ref s, (nuint)f);
        }

        for (; f < values.Length; f++)
        {
            double deviation = values[f] - mean[f];
            sums[f] += deviation * deviation;
        }
    }

    private static Vector256<double> Wide(ref float values, int at) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref values, (nuint)at).ToVector256Unsafe());
}
