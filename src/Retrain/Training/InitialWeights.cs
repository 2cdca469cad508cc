using Retrain.Foundation;

namespace Retrain.Training;

/// <summary>The original's start: weights from a truncated normal distribution, biases 0 (REFERENCE 5.1).</summary>
internal static class InitialWeights
{
    private const double Deviation = 0.001;

    /// <summary>Draws beyond this many deviations are drawn again.</summary>
    private const double Limit = 2;

    // 64 draws in a row lie outside with a chance of 10^-86.
    private const int Attempts = 64;

    /// <summary>Draws a head of F features and C classes.</summary>
    public static Head Draw(int features, int classes, long seed)
    {
        var stream = new RandomStream(seed, "weights");
        float[] weights = new float[features * classes];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(Deviation * TruncatedNormal(stream, (long)i * Attempts * 2));
        }

        return new Head(weights, new float[classes]);
    }

    /// <summary>Box and Muller's transform, its cosine half only, so that a draw needs nothing of its neighbours.</summary>
    private static double TruncatedNormal(RandomStream stream, long counter)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - stream.Uniform(counter + (2 * attempt))));
            double draw = radius * Math.Cos(2 * Math.PI * stream.Uniform(counter + (2 * attempt) + 1));
            if (Math.Abs(draw) <= Limit)
            {
                return draw;
            }
        }

        return 0;
    }
}
