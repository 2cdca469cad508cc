namespace Retrain.Prediction;

/// <summary>What a model says of one photo: all classes with their scores, or why the photo cannot be used.</summary>
/// <param name="File">The photo's name as it was given.</param>
/// <param name="Scores">
/// Every class once, by falling score; of equal scores the higher index comes first, as in the original. Empty for an unusable photo.
/// </param>
/// <param name="Problem">Why the photo cannot be used, one clause; <see langword="null"/>: it was used.</param>
public sealed record Prediction(string File, IReadOnlyList<LabelScore> Scores, string? Problem = null)
{
    /// <summary>What to know of a photo that was used all the same, "name says png, content is jpeg" for instance.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The first of <see cref="Scores"/>.</summary>
    /// <exception cref="InvalidOperationException">The photo could not be used.</exception>
    public LabelScore Best => Scores.Count > 0 ? Scores[0] : throw new InvalidOperationException($"'{File}' could not be used: {Problem}");

    /// <summary>Sorts scores as <see cref="Scores"/> wants them.</summary>
    internal static LabelScore[] Sorted(IReadOnlyList<string> labels, ReadOnlySpan<float> scores)
    {
        var sorted = new LabelScore[scores.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = new LabelScore(labels[i], scores[i], i);
        }

        Array.Sort(sorted, (a, b) =>
            (b.Score.CompareTo(a.Score), b.Index.CompareTo(a.Index)) is var (byScore, byIndex) && byScore != 0 ? byScore : byIndex);
        return sorted;
    }
}
