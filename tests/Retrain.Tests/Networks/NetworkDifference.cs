namespace Retrain.Tests.Networks;

/// <summary>How two arrays differ.</summary>
/// <param name="Largest">Largest absolute difference; not a number where the lengths differ.</param>
/// <param name="Mean">Mean absolute difference.</param>
/// <param name="Greatest">Greatest absolute value of the expected array.</param>
internal readonly record struct NetworkDifference(double Largest, double Mean, double Greatest)
{
    /// <summary>Compares.</summary>
    public static NetworkDifference Of(float[] ours, float[] expected)
    {
        if (ours.Length != expected.Length)
        {
            return new NetworkDifference(double.NaN, double.NaN, ours.Length);
        }

        double[] differences = [.. ours.Zip(
            expected, (a, b) => a == b || (float.IsNaN(a) && float.IsNaN(b)) ? 0.0 : Math.Abs((double)a - b))];
        return new NetworkDifference(
            differences.Length == 0 ? 0 : differences.Max(d => double.IsNaN(d) ? double.PositiveInfinity : d),
            differences.Length == 0 ? 0 : differences.Average(),
            expected.Length == 0 ? 0 : expected.Max(Math.Abs));
    }

    /// <summary>Largest difference as a share of the greatest value.</summary>
    public double Relative => Greatest == 0 ? 0 : Largest / Greatest;

    /// <inheritdoc/>
    public override string ToString() => $"largest {Largest:g3}, mean {Mean:g3}, relative {Relative:g3}";
}
