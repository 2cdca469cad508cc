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
    public static FeatureScaling Measure(FeatureMatrix features, ReadOnlySpan<int> rows, bool standardise)
    {
        double[] mean = new double[features.Width];
        double[] variance = new double[features.Width];
        foreach (int row in rows)
        {
            ReadOnlySpan<float> photo = features.Row(row);
            for (int f = 0; f < mean.Length; f++)
            {
                mean[f] += photo[f];
            }
        }

        for (int f = 0; f < mean.Length; f++)
        {
            mean[f] /= rows.Length;
        }

        foreach (int row in rows)
        {
            ReadOnlySpan<float> photo = features.Row(row);
            for (int f = 0; f < mean.Length; f++)
            {
                double deviation = photo[f] - mean[f];
                variance[f] += deviation * deviation;
            }
        }

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
}
