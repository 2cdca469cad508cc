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

    /// <summary>Draws a head for F features and C classes, with a hidden layer where the options ask for one.</summary>
    public static Head Draw(int features, int classes, SgdOptions options)
    {
        if (options.HiddenUnits == 0)
        {
            return new Head(Draw(features * classes, options.Seed, "weights", Deviation), new float[classes]);
        }

        // He and others 2015: behind a ReLU this keeps the size of what flows through.
        int units = options.HiddenUnits;
        float[] first = Draw(features * units, options.Seed, "hidden weights", Math.Sqrt(2.0 / features));
        return new Head(
            Draw(units * classes, options.Seed, "weights", Math.Sqrt(2.0 / units)), new float[classes],
            new HiddenLayer(first, new float[units]));
    }

    private static float[] Draw(int count, long seed, string purpose, double deviation)
    {
        var stream = new RandomStream(seed, purpose);
        float[] weights = new float[count];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(deviation * TruncatedNormal(stream, (long)i * Attempts * 2));
        }

        return weights;
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
