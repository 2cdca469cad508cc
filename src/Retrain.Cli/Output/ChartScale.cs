using Retrain.Summaries;

namespace Retrain.Cli.Output;

/// <summary>The axes of a chart.</summary>
/// <param name="FirstStep">Step at the left edge.</param>
/// <param name="LastStep">Step at the right edge.</param>
/// <param name="Low">Value at the lower edge.</param>
/// <param name="High">Value at the upper edge.</param>
internal readonly record struct ChartScale(double FirstStep, double LastStep, double Low, double High)
{
    /// <summary>The axes that hold all finite points; NaN edges where there is none.</summary>
    public static ChartScale Of(IEnumerable<ScalarPoint> points)
    {
        ScalarPoint[] finite = [.. points.Where(p => double.IsFinite(p.Value))];
        return finite.Length == 0
            ? new ChartScale(double.NaN, double.NaN, double.NaN, double.NaN)
            : new ChartScale(finite.Min(p => p.Step), finite.Max(p => p.Step), finite.Min(p => p.Value), finite.Max(p => p.Value));
    }

    /// <summary>Place of a point: 0 to 1 from the left, and from below; the middle where an axis has no extent.</summary>
    public (double X, double Y) Place(ScalarPoint point) =>
        (Share(point.Step, FirstStep, LastStep), Share(point.Value, Low, High));

    // Halved, so that the difference of two large numbers stays finite.
    private static double Share(double value, double low, double high) =>
        high > low ? Math.Clamp(((value / 2) - (low / 2)) / ((high / 2) - (low / 2)), 0, 1) : 0.5;
}
