namespace Retrain.Evaluation;

/// <summary>The regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b), and its inverse.</summary>
internal static class IncompleteBeta
{
    /// <summary>I_x(a, b) for <paramref name="x"/> in [0, 1] and positive <paramref name="a"/>, <paramref name="b"/>.</summary>
    public static double Value(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        // The fraction converges fast left of the mean only; right of it the symmetry I_x(a, b) = 1 - I_(1-x)(b, a) helps.
        return x <= a / (a + b) ? Left(x, a, b) : 1 - Left(1 - x, b, a);
    }

    /// <summary>The x at which I_x(a, b) = <paramref name="p"/>, by bisection down to neighbouring numbers.</summary>
    public static double Quantile(double p, double a, double b)
    {
        double low = 0;
        double high = 1;
        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return middle;
            }

            if (Value(middle, a, b) < p)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }

    /// <summary>The continued fraction of DLMF 8.17.22, by Lentz's method as modified by Thompson and Barnett (1986).</summary>
    private static double Left(double x, double a, double b)
    {
        const double tiny = 1e-300;
        double fraction = 1;
        double c = 1;
        double d = 0;
        for (int term = 1; term < 100_000; term++)
        {
            double m = term / 2;
            double coefficient = term % 2 == 0
                ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            c = NotZero(1 + (coefficient / c));
            d = 1 / NotZero(1 + (coefficient * d));
            fraction *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-15)
            {
                break;
            }
        }

        return Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b)) / a / fraction;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    /// <summary>
    /// Logarithm of the gamma function of a positive number: Stirling's series (DLMF 5.11.1) after shifting to 10 or more.
    /// </summary>
    private static double LogGamma(double x)
    {
        double shift = 1;
        for (; x < 10; x++)
        {
            shift *= x;
        }

        double r = 1 / (x * x);
        double series = 0;
        foreach (double coefficient in (ReadOnlySpan<double>)[-691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12])
        {
            series = (series * r) + coefficient;
        }

        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x) - Math.Log(shift);
    }
}
