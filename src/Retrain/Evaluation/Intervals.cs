namespace Retrain.Evaluation;

/// <summary>Confidence intervals of a share: <c>successes</c> of <c>n</c> independent trials.</summary>
public static class Intervals
{
    /// <summary>The score interval of E. B. Wilson (1927), without continuity correction: never empty, never outside 0 to 1.</summary>
    /// <param name="successes">Trials that succeeded, 0 to <paramref name="n"/>.</param>
    /// <param name="n">Trials, 0 or more. No trial says nothing: the interval is then 0 to 1.</param>
    /// <param name="confidence">Share of such intervals that hold the true value, above 0 and below 1. Default 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static Interval Wilson(int successes, int n, double confidence = 0.95)
    {
        Check(successes, n, confidence);
        if (n == 0)
        {
            return new Interval(0, 1);
        }

        double z = NormalQuantile((1 + confidence) / 2);
        double share = (double)successes / n;
        double scale = 1 + (z * z / n);
        double centre = (share + (z * z / (2.0 * n))) / scale;
        double half = z / scale * Math.Sqrt((share * (1 - share) / n) + (z * z / (4.0 * n * n)));

        // The ends are exactly 0 and 1 there; rounding would miss them by an ulp.
        return new Interval(successes == 0 ? 0 : centre - half, successes == n ? 1 : centre + half);
    }

    /// <summary>
    /// The interval of C. J. Clopper and E. S. Pearson (1934): at least <paramref name="confidence"/> of such intervals hold the true
    /// value, whatever it is; wider than <see cref="Wilson"/>.
    /// </summary>
    /// <inheritdoc cref="Wilson"/>
    public static Interval ClopperPearson(int successes, int n, double confidence = 0.95)
    {
        Check(successes, n, confidence);
        double tail = (1 - confidence) / 2;
        return new Interval(
            successes == 0 ? 0 : IncompleteBeta.Quantile(tail, successes, n - successes + 1),
            successes == n ? 1 : 1 - IncompleteBeta.Quantile(tail, n - successes, successes + 1));
    }

    /// <summary>The z below which a standard normal variable lies with probability <paramref name="p"/>, 0.5 to 1 exclusive.</summary>
    /// <remarks>
    /// Newton's method on the series of G. Marsaglia, "Evaluating the Normal Distribution" (2004). The distribution is concave right of 0,
    /// so that the steps from 0 grow towards the answer and never pass it.
    /// </remarks>
    internal static double NormalQuantile(double p)
    {
        double z = 0;
        for (int step = 0; step < 100; step++)
        {
            double density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
            double sum = z;
            double term = z;
            for (int k = 3; Math.Abs(term) > 1e-17 * sum; k += 2)
            {
                term *= z * z / k;
                sum += term;
            }

            double next = z + ((p - 0.5 - (density * sum)) / density);
            if (!(next > z))
            {
                break;
            }

            z = next;
        }

        return z;
    }

    private static void Check(int successes, int n, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1, 0.95 for one.");
        }
    }
}
