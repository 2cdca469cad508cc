using System.Globalization;
using System.Text;
using Retrain.Evaluation;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Summaries;

/// <summary>What came out of a run, for TensorBoard's panels: accuracy, confusion matrix, mistakes, hyper-parameters.</summary>
internal static class TestSummary
{
    /// <summary>Rows of the table of mistakes; more would only slow the browser.</summary>
    public const int MostMistakes = 500;

    /// <summary>The values in order; those that need test photos are left out where there are none.</summary>
    /// <param name="report">The final test.</param>
    /// <param name="hyperParameters">Text, <see langword="bool"/> or numbers by name.</param>
    /// <param name="start">When the run began, in seconds since 1970.</param>
    /// <param name="end">When it ended.</param>
    public static IEnumerable<Summary.Types.Value> Values(
        EvaluationReport report, IReadOnlyDictionary<string, object> hyperParameters, double start, double end)
    {
        if (report.N > 0)
        {
            yield return SummaryValues.Scalar(SummaryTags.TestAccuracy, (float)report.Accuracy);
            if (ConfusionPicture.Draw(report.Confusion) is { } picture)
            {
                yield return SummaryValues.Image(SummaryTags.Confusion, picture.Width, picture.Height, picture.Png);
            }

            yield return SummaryValues.Text(SummaryTags.Mistakes, Mistakes(report));
        }

        yield return SummaryValues.HyperParameters(
            HyperParameterData.ExperimentTag,
            HyperParameterData.Experiment(hyperParameters, [(SummaryTags.TestAccuracy, "test accuracy")]));
        yield return SummaryValues.HyperParameters(
            HyperParameterData.StartTag, HyperParameterData.Start(hyperParameters, SummariesFolder.Test, start));
        yield return SummaryValues.HyperParameters(HyperParameterData.EndTag, HyperParameterData.End(end));
    }

    /// <summary>The photos that are wrong as a table in Markdown.</summary>
    public static string Mistakes(EvaluationReport report)
    {
        int count = report.Misclassified.Count;
        var text = new StringBuilder(ReportText.Accuracy(report)).Append("\n\n");
        if (count == 0)
        {
            return text.Append("No photo is misclassified.\n").ToString();
        }

        if (count > MostMistakes)
        {
            text.Append(CultureInfo.InvariantCulture, $"The first {MostMistakes} of {count} misclassified photos:\n\n");
        }

        text.Append("| photo | truth | predicted | score | score of the truth |\n|---|---|---|---:|---:|\n");
        foreach (Misclassified mistake in report.Misclassified.Take(MostMistakes))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {Cell(mistake.Photo.Name)} | {Cell(mistake.Truth)} | {Cell(mistake.Predicted)} ")
                .Append(CultureInfo.InvariantCulture, $"| {mistake.Score:F3} | {mistake.TruthScore:F3} |\n");
        }

        return text.ToString();
    }

    // A file's name may hold anything but / and must neither end the cell nor become markup.
    private static string Cell(string name)
    {
        var text = new StringBuilder();
        foreach (char c in TextColumns.Plain(name))
        {
            text.Append(c switch
            {
                '<' => "&lt;",
                '&' => "&amp;",
                '|' => "&#124;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '!' or '~' => "\\" + c,
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }
}
