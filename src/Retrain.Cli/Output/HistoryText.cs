using System.Globalization;
using System.Text;
using Retrain.Summaries;

namespace Retrain.Cli.Output;

/// <summary>
/// A <see cref="TrainingHistory"/> for a terminal: the tags of each run, then a chart for each scalar; or as CSV. No colours.
/// </summary>
internal static class HistoryText
{
    private const int ChartRows = 8;
    private const int LongestTag = 60;

    /// <summary>The text.</summary>
    /// <param name="history">What was read.</param>
    /// <param name="words">Tags must contain one of these; empty: all.</param>
    /// <param name="width">Columns.</param>
    /// <param name="ascii">Charts in ASCII.</param>
    public static string Of(TrainingHistory history, IReadOnlyList<string> words, int width, bool ascii)
    {
        var text = new StringBuilder();
        foreach (HistoryRun run in history.Runs)
        {
            List(text, run, words, width);
        }

        var drawn = history.Runs
            .SelectMany(run => run.Scalars, (run, series) => (Run: run.Name, Series: series))
            .Where(s => words.Count > 0 ? Wanted(s.Series.Tag, words) : !s.Series.Tag.Contains("/summaries/", StringComparison.Ordinal))
            .Where(s => s.Series.Points.Count > 1)
            .GroupBy(s => s.Series.Tag, StringComparer.Ordinal);
        foreach (var tag in drawn)
        {
            // Runs of a tag share their axes, so that they can be compared.
            ChartScale scale = ChartScale.Of(tag.SelectMany(s => s.Series.Points));
            foreach ((string run, ScalarSeries series) in tag)
            {
                text.Append('\n').Append(Clip($"{Plain(tag.Key)}  {Plain(run)}", width)).Append('\n');
                foreach (string line in TextChart.Lines(series.Points, scale, width, ChartRows, ascii))
                {
                    text.Append(line).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>All wanted scalars, a line each.</summary>
    public static string Csv(TrainingHistory history, IReadOnlyList<string> words)
    {
        var text = new StringBuilder("run,tag,step,wall_time,value\n");
        foreach (HistoryRun run in history.Runs)
        {
            foreach (ScalarSeries series in run.Scalars.Where(s => Wanted(s.Tag, words)))
            {
                string start = $"{Field(run.Name)},{Field(series.Tag)}";
                foreach (ScalarPoint point in series.Points)
                {
                    text.Append(start).Append(CultureInfo.InvariantCulture, $",{point.Step},{point.WallTime},{point.Value}\n");
                }
            }
        }

        return text.ToString();
    }

    /// <summary>A number in seven characters or so.</summary>
    public static string Number(double value) =>
        value == 0 || !double.IsFinite(value) || Math.Abs(value) is >= 1e-3 and < 1e6
            ? value.ToString("0.#####", CultureInfo.InvariantCulture)
            : value.ToString("0.###e+0", CultureInfo.InvariantCulture);

    private static void List(StringBuilder text, HistoryRun run, IReadOnlyList<string> words, int width)
    {
        text.Append(text.Length > 0 ? "\n" : "").Append(Clip(Plain(run.Name), width)).Append('\n');
        foreach (HistoryFile file in run.Files)
        {
            string damage = file.Damage is { } found ? "; damaged: " + found : "";
            text.Append(CultureInfo.InvariantCulture, $"  {Plain(Path.GetFileName(file.Path))}: {Count(file.Events, "event")}{damage}\n");
        }

        string[][] rows =
        [
            .. run.Scalars.Where(s => Wanted(s.Tag, words)).Select(s => Row(
                s.Tag, s.Points.Count, s.Points[0].Step, s.Points[^1].Step, $"last {Number(s.Points[^1].Value)}")),
            .. run.Histograms.Where(s => Wanted(s.Tag, words)).Select(s => Row(
                s.Tag, s.Points.Count, s.Points[0].Step, s.Points[^1].Step, Histogram(s.Points[^1]))),
            .. run.Others.Where(s => Wanted(s.Tag, words)).Select(s => Row(
                s.Tag, s.Count, s.FirstStep, s.LastStep, s.Last.Length > 0 ? $"{s.Kind}: {s.Last}" : s.Kind)),
        ];
        if (rows.Length == 0)
        {
            text.Append("  no such tag\n");
            return;
        }

        // The last cell goes below where it does not fit beside.
        int[] widths = [.. Enumerable.Range(0, 3).Select(c => rows.Max(r => r[c].Length) + 2)];
        foreach (string[] row in rows)
        {
            string line = "  " + string.Concat(row.Zip(widths, (cell, wide) => cell.PadRight(wide)));
            bool fits = line.Length + row[3].Length <= width;
            text.Append(Clip((fits ? line + row[3] : line).TrimEnd(), width)).Append('\n');
            if (!fits)
            {
                text.Append(Clip("      " + row[3], width)).Append('\n');
            }
        }
    }

    private static string[] Row(string tag, int count, long first, long last, string value) =>
    [
        Clip(Plain(tag), LongestTag), Count(count, "value"),
        first == last
            ? string.Create(CultureInfo.InvariantCulture, $"step {first}")
            : string.Create(CultureInfo.InvariantCulture, $"steps {first} to {last}"),
        Plain(value),
    ];

    private static string Histogram(HistogramPoint point) =>
        point.Count == 0 ? "last without values" : $"last {Number(point.Min)} to {Number(point.Max)}, mean {Number(point.Mean)}";

    private static string Count(int count, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static bool Wanted(string tag, IReadOnlyList<string> words) =>
        words.Count == 0 || words.Any(w => tag.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static string Clip(string text, int width) => text.Length <= width ? text : text[..(width - 3)] + "...";

    // Tags and texts come from files: nothing in them may steer the terminal.
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
