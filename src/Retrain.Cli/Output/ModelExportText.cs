using System.Globalization;
using System.Text;
using Retrain.Exports;

namespace Retrain.Cli.Output;

/// <summary>A finished export for people.</summary>
internal static class ModelExportText
{
    private const int Heading = 2;

    /// <summary>The table, the faults, and what else lies in the folder.</summary>
    /// <param name="export">What was done.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="hasColours">Whether what is wrong may be red.</param>
    public static string Of(ModelExport export, string model, TimeSpan time, bool hasColours)
    {
        var text = new StringBuilder();
        int written = export.Files.Count(f => f.IsWritten);
        text.Append(CultureInfo.InvariantCulture,
            $"{export.Output}: {written} of {export.Files.Count} formats of {model}, compared on {export.Pictures}, ");
        text.Append(CultureInfo.InvariantCulture, $"in {time.TotalSeconds:F1} s\n\n");
        List<string[]> rows = [["file", "size", "labels agree", "largest difference", "accuracy", "ms a photo", ""]];
        rows.Add(["(trained)", "", "", "", Accuracy(export.Trained), Time(export.Trained), ""]);
        rows.AddRange(export.Files.Select(Row));
        var table = new StringBuilder();
        TextTable.Rows(table, Heading, rows);
        string[] lines = table.ToString().TrimEnd('\n').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            ExportedFile? file = i >= 2 ? export.Files[i - 2] : null;
            bool isWrong = file is { Fault: not null } or { HasLostAccuracy: true };
            text.Append(isWrong && hasColours ? $"\e[31m{lines[i].TrimEnd()}\e[0m" : lines[i].TrimEnd()).Append('\n');
        }

        text.Append('\n');
        foreach (ExportedFile file in export.Files.Where(f => f.Fault is not null))
        {
            Paragraph(text, $"{file.Name} {(file.IsWritten ? "was written all the same (--force)" : "was not written")}: {file.Fault}.");
        }

        foreach (ExportedFile file in export.Files.Where(f => f.Fault is null && f.HasLostAccuracy))
        {
            Paragraph(text, $"{file.Name} labels more photos wrong than the trained model: keep a float file beside it.");
        }

        foreach (ExportedFile file in export.Files.Where(f => f.Comparison?.ByDefinition is not null))
        {
            Paragraph(text, string.Create(CultureInfo.InvariantCulture,
                $"{file.Name}, computed level by level by TensorFlow Lite's rules for one picture: scores {file.Comparison!.ByDefinition:g2} off."));
        }

        foreach (string note in export.Notes)
        {
            Paragraph(text, note);
        }

        if (export.Others.Count > 0)
        {
            Paragraph(text, "ms a photo: the network alone, median, on one core of this machine, run by ONNX Runtime after reading the file back.");
            text.Append('\n');
            TextTable.Rows(text, Heading, [.. export.Others.Select(o => new[] { o.Name, SizeText.Of(o.Bytes), o.Meaning })]);
        }

        return text.ToString();
    }

    private static string[] Row(ExportedFile file) => file.Comparison is { } comparison
        ?
        [
            file.Name, SizeText.Of(file.Bytes),
            $"{comparison.LabelsAgreeing} of {comparison.Photos}" + (comparison.Ties > 0 ? $" ({comparison.Ties} tied)" : ""),
            comparison.LargestDifference.ToString("g2", CultureInfo.InvariantCulture), Accuracy(comparison), Time(comparison),
            file.Fault is null ? "" : file.IsWritten ? "FORCED" : "NOT WRITTEN",
        ]
        : [file.Name, "", "", "", "", "", "NOT WRITTEN"];

    private static string Accuracy(ExportComparison comparison) => comparison.Measured == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * comparison.Accuracy:F1} % (N={comparison.Measured})");

    private static string Time(ExportComparison comparison) => comparison.Milliseconds.ToString("F1", CultureInfo.InvariantCulture);

    private static void Paragraph(StringBuilder text, string paragraph) =>
        text.Append(' ', Heading).Append(TextTable.Wrap(paragraph, Heading)).Append('\n');
}
