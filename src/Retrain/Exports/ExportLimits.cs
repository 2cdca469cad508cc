using System.Globalization;

namespace Retrain.Exports;

/// <summary>How far a file may be from the trained model, by its precision.</summary>
/// <param name="Tie">
/// Two labels whose scores differ by less than this in the trained model are about equally likely: either may come out.
/// </param>
/// <param name="Flips">Share of the photos that may get another label, ties left out.</param>
/// <param name="Difference">Largest difference of a score.</param>
/// <param name="LostAccuracy">Share of the photos by which it may be worse.</param>
/// <param name="Elsewhere">Largest difference of a score of the same file on another machine.</param>
internal sealed record ExportLimits(double Tie, double Flips, double Difference, double LostAccuracy, double Elsewhere)
{
    /// <summary>
    /// Where a network rounds to levels inside, the last bit of a sum decides about a whole level: as when a model is written.
    /// </summary>
    private const double Levels = 0.05;

    /// <summary>Layers that each round at another place may move a score by some levels.</summary>
    private const double Definition = 0.25;

    /// <summary>The limits of a precision.</summary>
    /// <param name="precision">How exact the file is.</param>
    /// <param name="roundsInside">Whether the network imitates whole numbers itself.</param>
    public static ExportLimits Of(ExportPrecision precision, bool roundsInside)
    {
        ExportLimits limits = precision switch
        {
            ExportPrecision.Full => new(1e-3, 0, 1e-3, 0, 1e-3),
            ExportPrecision.Half => new(1e-2, 0.005, 0.02, 0.005, 1e-3),
            ExportPrecision.DynamicRange => new(0.02, 0.03, 0.5, 0.01, 1e-3),
            // Other processors add products of whole numbers in another way, so one of them may fall to the next level.
            _ => new(0.02, 0.05, 1, 0.01, 0.1),
        };
        return roundsInside
            ? limits with
            {
                Tie = Math.Max(limits.Tie, Levels),
                Difference = Math.Max(limits.Difference, Levels),
                Elsewhere = Math.Max(limits.Elsewhere, Levels),
            }
            : limits;
    }

    /// <summary>What is wrong with a file; <see langword="null"/>: its precision explains all.</summary>
    public string? Fault(ExportComparison found)
    {
        // Among few photos a single one is no proof where labels may change at all.
        double flips = Flips == 0 ? 0 : Math.Max(1, Flips * found.Photos);
        double lost = LostAccuracy == 0 ? found.Measured : Math.Max(1, LostAccuracy * found.Measured);
        return found.Flips > flips
            ? Text($"{found.Flips} of {found.Photos} labels are others than the trained model's, at most {Math.Floor(flips):F0} may be")
            : found.TrainedCorrect - found.Correct > lost
                ? Text($"accuracy falls from {100 * found.TrainedAccuracy:F1} to {100 * found.Accuracy:F1} %, ")
                    + Text($"at most {Percent(lost, found.Measured):F1} points are explained")
                : found.ByDefinition > Definition
                ? Text($"computed by TensorFlow Lite's rules a score is {found.ByDefinition:g2} off, at most {Definition:g2} is explained")
                : !(found.LargestDifference <= Difference)
                    ? Text($"scores are up to {found.LargestDifference:g2} off, at most {Difference:g2} is explained")
                    : null;
    }

    private static double Percent(double photos, int all) => 100 * photos / Math.Max(all, 1);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
