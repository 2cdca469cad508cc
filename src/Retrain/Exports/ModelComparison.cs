namespace Retrain.Exports;

/// <summary>How far a converted model is from its source, both run on the same generated pictures.</summary>
/// <param name="Pictures">Number of pictures.</param>
/// <param name="Against">What the source was run by, for people.</param>
/// <param name="LargestDifference">Of any element of the output, absolute.</param>
/// <param name="LargestOutput">Largest absolute element of the source's output.</param>
/// <param name="Allowed">Difference that was allowed, absolute.</param>
/// <param name="ByDefinition">
/// Difference to the operators' plain definition, computed from the source as it was read, for one picture; <see langword="null"/>: not
/// computed (it is slow, so for small networks only).
/// </param>
public sealed record ModelComparison(
    int Pictures, string Against, double LargestDifference, double LargestOutput, double Allowed, double? ByDefinition);
