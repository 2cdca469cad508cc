using System.Globalization;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Selection;

/// <summary>
/// Tries recipes within a time and keeps the one with the least loss, at its best temperature, on photos that it did not see. It looks
/// at training and validation photos only: the test photos measure what comes out, and nothing is chosen by them.
/// </summary>
internal static class AutoSearch
{
    /// <summary>
    /// Five folds leave four fifths to train on, and every photo counts: a lone validation set of some dozen would choose by luck.
    /// </summary>
    private const int Folds = 5;

    private static readonly PhotoSet[] Seen = [PhotoSet.Training, PhotoSet.Validation];

    /// <summary>Searches.</summary>
    /// <param name="data">Features and sets.</param>
    /// <param name="contents">[N], see <see cref="FoldDivision"/>.</param>
    /// <param name="candidates">What to try, in this order; the first one always is.</param>
    /// <param name="budget">No recipe is begun after this time; one that runs then is stopped at twice the time.</param>
    /// <param name="note">A line about each.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <param name="clock">Stands in for the system's in tests.</param>
    public static (AutoCandidate Best, IReadOnlyList<AutoTrial> Trials) Run(
        LabelledFeatures data, IReadOnlyList<string> contents, IReadOnlyList<AutoCandidate> candidates, TimeSpan budget,
        Action<string>? note, CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        long start = clock.GetTimestamp();
        using var end = new CancellationTokenSource(budget * 2, clock);
        var trials = new List<AutoTrial>();
        AutoCandidate best = candidates[0];
        double least = double.PositiveInfinity;
        foreach (AutoCandidate candidate in candidates)
        {
            bool first = trials.Count == 0;
            if (!first && clock.GetElapsedTime(start) >= budget)
            {
                note?.Invoke(string.Create(CultureInfo.InvariantCulture,
                    $"Auto: {budget.TotalSeconds:F0} s are over; "
                    + $"{candidates.Count - trials.Count} of {candidates.Count} recipes not tried"));
                break;
            }

            CrossValidationResult? result = Try(
                data, contents, candidate, note, first ? CancellationToken.None : end.Token, cancellationToken);
            trials.Add(new AutoTrial(candidate.Name, result));
            if (result is not null && result.TemperedCrossEntropy < least)
            {
                (best, least) = (candidate, result.TemperedCrossEntropy);
            }
        }

        note?.Invoke($"Auto: keeps {best.Name}");
        return (best, trials);
    }

    private static CrossValidationResult? Try(
        LabelledFeatures data, IReadOnlyList<string> contents, AutoCandidate candidate, Action<string>? note, CancellationToken limit,
        CancellationToken caller)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit, caller);
        try
        {
            CrossValidationResult result = CrossValidation.Run(data, contents, candidate.Recipe, Folds, Seen, both.Token);
            note?.Invoke(string.Create(CultureInfo.InvariantCulture,
                $"Auto: loss {result.TemperedCrossEntropy:F4}, {100 * result.Accuracy:F1} % of {result.N} right, "
                + $"{result.Seconds:F1} s: {candidate.Name}"));
            return result;
        }
        catch (Exception e) when (!caller.IsCancellationRequested && e is OperationCanceledException or RetrainException)
        {
            note?.Invoke($"Auto: {(e is RetrainException ? "diverged" : "took too long")}: {candidate.Name}");
            return null;
        }
    }
}
