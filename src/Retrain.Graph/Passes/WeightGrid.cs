namespace Retrain.Graph.Passes;

/// <summary>
/// Finds the levels that weights were trained on: networks that learned with fake quantisers have weights that are whole multiples of one
/// scale, and keep them where they can.
/// </summary>
internal static class WeightGrid
{
    private const int FewestWeights = 64;
    private const int MostLevels = 256;

    /// <summary>How far from a multiple a weight may lie, in levels: what single-precision arithmetic leaves.</summary>
    private const double Slack = 0.01;

    /// <summary>The scale; <see langword="null"/>: the weights are no multiples of one.</summary>
    public static double? Find(Tensor weights)
    {
        ReadOnlySpan<float> elements = weights.Floats;
        if (elements.Length < FewestWeights)
        {
            return null;
        }

        var distinct = new SortedSet<float>();
        foreach (float element in elements)
        {
            if (distinct.Add(element) && distinct.Count > MostLevels)
            {
                return null;
            }
        }

        float[] values = [.. distinct];
        if (values.Length < 3)
        {
            return null;
        }

        double step = double.PositiveInfinity;
        for (int i = 1; i < values.Length; i++)
        {
            step = Math.Min(step, (double)values[i] - values[i - 1]);
        }

        // The whole width in steps is known better than one step.
        double width = (double)values[^1] - values[0];
        double scale = width / Math.Round(width / step);
        return Math.Round(width / step) < MostLevels && Array.TrueForAll(values, v => Math.Abs((v / scale) - Math.Round(v / scale)) < Slack)
            ? scale
            : null;
    }
}
