namespace Retrain.Selection;

/// <summary>One training of several with different seeds.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="ValidationCorrect">Validation photos that are right.</param>
/// <param name="ValidationCrossEntropy">Mean loss of the validation photos; NaN without any.</param>
/// <param name="TestCorrect">Test photos that are right; no choice looks at it.</param>
public readonly record struct SeedResult(long Seed, int ValidationCorrect, double ValidationCrossEntropy, int TestCorrect);
