namespace Retrain.Selection;

/// <summary>One fold of a cross-validation.</summary>
/// <param name="Correct">Photos of the fold that the head of the others got right.</param>
/// <param name="N">Photos of the fold.</param>
/// <param name="CrossEntropy">Mean loss of the fold's photos, natural logarithm.</param>
/// <param name="TemperedCrossEntropy">
/// The same with all logits divided by the number that makes it least: heads that are too sure or not sure enough, as with label
/// smoothing, can be compared by it.
/// </param>
public readonly record struct FoldResult(int Correct, int N, double CrossEntropy, double TemperedCrossEntropy)
{
    /// <summary>Share of right answers.</summary>
    public double Accuracy => N == 0 ? double.NaN : (double)Correct / N;
}
