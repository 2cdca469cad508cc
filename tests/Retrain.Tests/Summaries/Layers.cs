using Retrain.Training;

namespace Retrain.Tests.Summaries;

/// <summary>Small layers to be seen by a watcher.</summary>
internal static class Layers
{
    /// <summary>Two classes, three features, a batch of two.</summary>
    public static LayerView At(int step, float weight = 0.5f) => new(
        step, new[] { weight, -0.25f, 0, 1, 2, -3 }, new[] { 0.125f, -0.125f }, new[] { 1f, 2, 3, 4 }, new[] { 0.25f, 0.75f, 0.5f, 0.5f },
        0.75f / (step + 1), 0.5f);
}
