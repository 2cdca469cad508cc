using System.Globalization;
using Retrain.Photos.Listing;

namespace Retrain.Evaluation;

/// <summary>
/// An <see cref="EvaluationReport"/> as plain text: no colours, no line breaks within a line, a decimal point in every culture.
/// </summary>
public static class ReportText
{
    private const int Pairs = 10;
    private const int LabelWidth = 24;

    /// <summary>The whole report: accuracy, classes, what cannot be measured, confusion, mistakes.</summary>
    public static IReadOnlyList<string> Lines(EvaluationReport report, ReportTextOptions? options = null)
    {
        options ??= new ReportTextOptions();
        List<string> lines = [Accuracy(report)];
        if (report.N == 0)
        {
            return lines;
        }

        if (report.Classes.Count(c => c.Photos > 0) > 1)
        {
            lines.Add($"Balanced accuracy {Percent(report.Confusion.BalancedAccuracy)} (mean recall of the classes)");
        }

        lines.AddRange(["", .. Classes(report, options)]);
        lines.AddRange(Unmeasured(report, options));
        if (report.Misclassified.Count > 0)
        {
            lines.AddRange(["", .. Matrix(report, options) ?? ConfusedPairs(report, options)]);
            if (options.Mistakes > 0)
            {
                lines.AddRange(["", .. Mistakes(report, options)]);
            }
        }

        return lines;
    }

    /// <summary>The accuracy with its count and interval: <c>Test accuracy 92.0 % (46 of 50; 95 % interval 81.2 to 96.8 %)</c>.</summary>
    public static string Accuracy(EvaluationReport report) => report.N == 0
        ? "Test accuracy was not measured: the test set has no photos."
        : Invariant(
            $"Test accuracy {Percent(report.Accuracy)} ({report.Correct} of {report.N}; {EvaluationReport.Confidence * 100:0} % interval ")
            + $"{Number(report.Interval.Low)} to {Percent(report.Interval.High)})";

    /// <summary>
    /// A share in per cent with one decimal; more where rounding would otherwise claim a 0 or 100 that it is not. <c>-</c> for NaN.
    /// </summary>
    internal static string Percent(double share) => double.IsNaN(share) ? "-" : Number(share) + " %";

    private static string Number(double share)
    {
        for (int decimals = 1; ; decimals++)
        {
            string text = (share * 100).ToString("F" + decimals, CultureInfo.InvariantCulture);
            double shown = double.Parse(text, CultureInfo.InvariantCulture) / 100;
            if (decimals == 9 || ((shown == 0) == (share == 0) && (shown == 1) == (share == 1)))
            {
                return text;
            }
        }
    }

    private static IEnumerable<string> Classes(EvaluationReport report, ReportTextOptions options)
    {
        IReadOnlyList<ClassMeasures> shown = report.Classes;
        if (shown.Count > options.TableClasses)
        {
            shown = [.. report.Classes.Where(c => c.Photos > 0).OrderBy(c => c.Recall).Take(options.TableClasses)];
            yield return Invariant($"The {shown.Count} classes of {report.Classes.Count} that are recognised worst:");
        }

        string[] labels = TextColumns.Shorten([.. shown.Select(c => c.Label)], LabelWidth);
        int width = labels.Select(TextColumns.Width).Append("Class".Length).Max();
        yield return TextColumns.Left("Class", width) + "  Photos   Right   Precision    Recall        F1";
        foreach ((string label, ClassMeasures c) in labels.Zip(shown))
        {
            yield return TextColumns.Left(label, width)
                + Invariant($"{c.Photos,8}{c.Correct,8}{Percent(c.Precision),12}{Percent(c.Recall),10}{Percent(c.F1),10}");
        }
    }

    private static List<string> Unmeasured(EvaluationReport report, ReportTextOptions options)
    {
        List<string> lines = [];
        Add("No test photos, so not measured: ", c => c.Photos == 0);
        Add("Never predicted, so without precision: ", c => c.Photos > 0 && c.Predicted == 0);
        return lines;

        void Add(string lead, Func<ClassMeasures, bool> which)
        {
            string[] names = [.. report.Classes.Where(which).Select(c => TextColumns.Plain(c.Label))];
            lines.AddRange(names.Length == 0 ? [] : ["", .. Wrap(lead + Wording.Some(names, options.TableClasses), options.Width)]);
        }
    }

    private static List<string>? Matrix(EvaluationReport report, ReportTextOptions options)
    {
        int classes = report.Classes.Count;
        string[] rows = TextColumns.Shorten(report.Confusion.Labels, LabelWidth - 6);
        int left = rows.Max(TextColumns.Width);
        int digits = Invariant($"{report.Classes.Max(c => Math.Max(c.Photos, c.Predicted))}").Length;
        int room = ((options.Width - left) / Math.Max(1, classes)) - 2;
        if (classes > options.MatrixClasses || room < Math.Max(4, digits))
        {
            return null;
        }

        string[] columns = TextColumns.Shorten(report.Confusion.Labels, room);
        int[] widths = [.. columns.Select(label => Math.Max(digits, TextColumns.Width(label)) + 2)];
        List<string> lines =
        [
            "What the photos are (rows) and what the model says (columns):",
            new string(' ', left) + string.Concat(columns.Zip(widths, TextColumns.Right)),
        ];
        for (int truth = 0; truth < classes; truth++)
        {
            // A point keeps the rows and columns of a matrix of noughts apart from the mistakes that one looks for.
            var cells = Enumerable.Range(0, classes)
                .Select(predicted => report.Confusion[truth, predicted] is > 0 and var count ? Invariant($"{count}") : ".");
            lines.Add(TextColumns.Left(rows[truth], left) + string.Concat(cells.Zip(widths, TextColumns.Right)));
        }

        return lines;
    }

    private static List<string> ConfusedPairs(EvaluationReport report, ReportTextOptions options)
    {
        var pairs = report.Confusion.Cells.Where(pair => pair.Truth != pair.Predicted)
            .OrderByDescending(pair => pair.Count).Take(Pairs).ToList();
        string[] labels = TextColumns.Shorten(report.Confusion.Labels, (options.Width - 30) / 2);
        int left = pairs.Max(pair => TextColumns.Width(labels[pair.Truth]));
        int right = pairs.Max(pair => TextColumns.Width(labels[pair.Predicted]));
        return
        [
            "Confused most often:",
            .. pairs.Select(pair => "  " + TextColumns.Left(labels[pair.Truth], left) + " taken for "
                + TextColumns.Left(labels[pair.Predicted], right) + Invariant($"  {pair.Count} of {report.Classes[pair.Truth].Photos}")),
        ];
    }

    private static IEnumerable<string> Mistakes(EvaluationReport report, ReportTextOptions options)
    {
        Misclassified[] shown = [.. report.Misclassified.Take(options.Mistakes)];
        yield return shown.Length == report.Misclassified.Count
            ? Invariant($"Misclassified photos ({shown.Length}): score, prediction, truth, file")
            : Invariant($"Misclassified photos (first {shown.Length} of {report.Misclassified.Count}): score, prediction, truth, file");
        string[] predicted = Labels(m => m.Predicted);
        string[] truth = Labels(m => m.Truth);
        for (int i = 0; i < shown.Length; i++)
        {
            string path = TextColumns.Plain(shown[i].Photo.Path);
            yield return Invariant($"  {shown[i].Score:F3}  ") + predicted[i] + "  not " + truth[i] + "  " + path;
        }

        string[] Labels(Func<Misclassified, string> which)
        {
            string[] labels = TextColumns.Shorten([.. shown.Select(which)], LabelWidth - 6);
            return [.. labels.Select(label => TextColumns.Left(label, labels.Max(TextColumns.Width)))];
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && TextColumns.Width(line) + 1 + TextColumns.Width(word) > width)
            {
                yield return line;
                line = " ";
            }

            line += line.Length == 0 ? word : " " + word;
        }

        yield return line;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
