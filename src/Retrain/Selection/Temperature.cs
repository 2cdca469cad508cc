using Retrain.Training;

namespace Retrain.Selection;

/// <summary>Logits divided by a common number (Guo and others 2017): the order of the classes stays, only the sureness changes.</summary>
internal static class Temperature
{
    // From a quarter to four times as sure, in steps that a loss does not see.
    private const int Steps = 41;

    private const double Range = 4;

    /// <summary>The least mean cross-entropy over all temperatures.</summary>
    /// <param name="logits">[N, C].</param>
    /// <param name="truth">[N].</param>
    public static double LeastCrossEntropy(float[] logits, int[] truth)
    {
        if (truth.Length == 0)
        {
            return double.NaN;
        }

        int classes = logits.Length / truth.Length;
        float[] scaled = new float[classes];
        double least = double.PositiveInfinity;
        for (int step = 0; step < Steps; step++)
        {
            float sureness = (float)Math.Pow(Range, (2.0 * step / (Steps - 1)) - 1);
            double sum = 0;
            for (int i = 0; i < truth.Length; i++)
            {
                for (int c = 0; c < classes; c++)
                {
                    scaled[c] = logits[(i * classes) + c] * sureness;
                }

                sum += SoftmaxLoss.CrossEntropy(scaled, truth[i]);
            }

            least = Math.Min(least, sum / truth.Length);
        }

        return least;
    }
}
