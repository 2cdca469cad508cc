namespace Retrain.Models;

/// <summary>What came of running a written model on photos whose scores are known.</summary>
/// <param name="Photos">Photos compared.</param>
/// <param name="LabelsAgreeing">Photos whose best class is the expected one.</param>
/// <param name="LargestDifference">Of any score, absolute; positive infinity where a score is no number.</param>
/// <param name="Unusable">Photos that could not be read any more; not among <paramref name="Photos"/>.</param>
public sealed record ModelVerification(int Photos, int LabelsAgreeing, double LargestDifference, int Unusable = 0);
