namespace Retrain.Graph;

/// <summary>Functions that <see cref="Math"/> lacks, good to about the last digits of float64.</summary>
internal static class SpecialFunctions
{
    /// <summary>exp(x) - 1 without the loss of digits near 0.</summary>
    /// <remarks>W. Kahan's way: the error that rounding makes in exp(x) is made in its logarithm too, and cancels.</remarks>
    public static double ExpMinusOne(double x)
    {
        double power = Math.Exp(x);
        double less = power - 1;
        return power == 1 ? x : less == -1 || double.IsInfinity(power) ? less : less * x / Math.Log(power);
    }

    /// <summary>log(1 + x) without the loss of digits near 0; the same way.</summary>
    public static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) ? sum : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>log(exp(x) + 1) without overflow.</summary>
    public static double Softplus(double x) => double.IsNaN(x) ? x : Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x)));

    /// <summary>Error function: Abramowitz and Stegun 7.1.6, a series of positive terms.</summary>
    public static double Erf(double x)
    {
        if (!(Math.Abs(x) < 6))
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
