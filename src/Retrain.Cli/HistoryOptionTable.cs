using System.CommandLine;
using Retrain.Cli.CommandLine;

namespace Retrain.Cli;

/// <summary>The options of <c>retrain history</c>.</summary>
internal sealed class HistoryOptionTable : OptionTable
{
    public HistoryOptionTable()
    {
        Group("What to show");
        Tags = Text("--tags", "A,B", "Only tags that contain one of these words; all scalars among them are drawn. By default all tags are "
            + "listed, and those that do not describe single variables (.../summaries/...) are drawn.");
        Csv = Switch("--csv", "All scalars as CSV: run, tag, step, wall time (seconds since 1970), value.");
        Group("Charts");
        Ascii = Switch("--ascii", "Draw with ASCII characters. By default with braille patterns where the terminal can show them.");
        Width = Whole("--width", "Columns that may be used. 0: as wide as the terminal, 80 elsewhere.", 0, 0, 1000);
    }

    public Option<string> Tags { get; }

    public Option<bool> Csv { get; }

    public Option<bool> Ascii { get; }

    public Option<int> Width { get; }

    /// <inheritdoc/>
    protected override bool AcceptsWords => true;
}
