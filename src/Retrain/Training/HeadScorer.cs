using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>Scores of a head.</summary>
internal static class HeadScorer
{
    /// <summary>Softmax scores of the given rows, float32 [rows.Count, C], row-major.</summary>
    public static float[] Scores(Head head, FeatureMatrix features, IReadOnlyList<int> rows) => throw new NotImplementedException();
}
