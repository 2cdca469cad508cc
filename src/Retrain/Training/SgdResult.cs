namespace Retrain.Training;

/// <summary>How training by steps went.</summary>
/// <param name="Head">The head.</param>
/// <param name="Steps">Steps that were done.</param>
/// <param name="Evaluations">All evaluations, those before a resume too.</param>
/// <param name="BestStep">The step after which <paramref name="Head"/> was taken, from 0; -1 for the starting weights.</param>
/// <param name="StoppedEarly">Whether it ended before all steps were done.</param>
/// <param name="LateFall">
/// Share by which the cross-entropy of the validation photos fell over the last fifth of the steps, below 0 where it rose; NaN where it
/// is not known.
/// </param>
public sealed record SgdResult(
    Head Head, int Steps, IReadOnlyList<SgdEvaluation> Evaluations, int BestStep, bool StoppedEarly, float LateFall)
{
    /// <summary>The last evaluation; <see langword="null"/> without one.</summary>
    public SgdEvaluation? Last => Evaluations.Count == 0 ? null : Evaluations[^1];
}
