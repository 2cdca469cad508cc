using Retrain.Evaluation;

namespace Retrain.Selection;

/// <summary>Every photo answered by a head that did not see it.</summary>
/// <param name="Folds">Each fold.</param>
/// <param name="Seconds">Time of all fits, by the clock.</param>
public sealed record CrossValidationResult(IReadOnlyList<FoldResult> Folds, double Seconds)
{
    /// <summary>Photos that were right, over all folds.</summary>
    public int Correct => Folds.Sum(f => f.Correct);

    /// <summary>Photos in all.</summary>
    public int N => Folds.Sum(f => f.N);

    /// <summary>Share of right answers over all photos.</summary>
    public double Accuracy => (double)Correct / N;

    /// <summary>
    /// 95 % interval of that share (Wilson). The photos are independent of each other; the heads share photos, which it leaves out.
    /// </summary>
    public Interval Interval => Intervals.Wilson(Correct, N);

    /// <summary>Mean loss over all photos.</summary>
    public double CrossEntropy => Folds.Sum(f => f.CrossEntropy * f.N) / N;

    /// <summary>Mean over all photos of <see cref="FoldResult.TemperedCrossEntropy"/>.</summary>
    public double TemperedCrossEntropy => Folds.Sum(f => f.TemperedCrossEntropy * f.N) / N;
}
