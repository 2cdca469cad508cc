namespace Retrain.Exports;

/// <summary>What a file says of a picture, beside what it said where it was written.</summary>
/// <param name="Name">The picture.</param>
/// <param name="Label">Its label here; empty where it cannot be used.</param>
/// <param name="Score">Score of that label, 0 to 1.</param>
/// <param name="ExpectedLabel">Its label there; <see langword="null"/>: nothing is recorded of this picture.</param>
/// <param name="ExpectedScore">Score of that label there.</param>
/// <param name="Difference">Largest difference of the recorded scores.</param>
/// <param name="Problem">Why the picture cannot be used; <see langword="null"/>: it can.</param>
/// <param name="IsAsExpected">Whether it is as recorded; of a picture without a record, whether it can be used.</param>
public sealed record VerifiedPicture(
    string Name, string Label, float Score, string? ExpectedLabel, float? ExpectedScore, double? Difference, string? Problem,
    bool IsAsExpected);
