using System.Globalization;
using Retrain.Selection;

namespace Retrain.Cli.Output;

/// <summary>Cross-validation and seeds as text.</summary>
internal static class SelectionText
{
    /// <summary>Lines about what a run measured besides its model; none if it did not.</summary>
    public static IEnumerable<string> Lines(RetrainResult result)
    {
        if (result.Folds is { } folds)
        {
            yield return $"Cross-validation, {folds.Folds.Count} folds: {Percent(folds.Accuracy)} of {folds.N} photos right "
                + $"(95 % interval {Percent(folds.Interval.Low)} to {Percent(folds.Interval.High)}), "
                + Text($"loss {folds.CrossEntropy:F4}, {folds.Seconds:F1} s");
            yield return "  by fold: " + string.Join(", ", folds.Folds.Select(f => Percent(f.Accuracy)));
        }

        if (result.Seeds is { } seeds)
        {
            string test = seeds.TestPhotos == 0
                ? "no test photos"
                : Text($"test {Percent(seeds.TestMean)} on average, deviation {100 * seeds.TestDeviation:F1} points");
            yield return $"{seeds.Seeds.Count} seeds: {test}; kept seed {seeds.Chosen}, which has the least validation loss";
        }
    }

    private static string Percent(double share) => Text($"{100 * share:F1} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
