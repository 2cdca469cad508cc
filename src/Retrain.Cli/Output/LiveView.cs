using System.Globalization;
using Retrain.Training;

namespace Retrain.Cli.Output;

/// <summary>A line on a terminal that is redrawn as a run goes on. It never wraps, and leaves nothing behind when cleared.</summary>
/// <param name="writer">The terminal; the view is drawn and cleared while this is locked.</param>
/// <param name="look">What it can show.</param>
/// <param name="clock">Stands in for the system's in tests.</param>
internal sealed class LiveView(TextWriter writer, TerminalLook look, TimeProvider clock)
{
    private const string Green = "\e[32m";
    private const string Cyan = "\e[36m";
    private const int LeastBar = 7;
    private const int MostBar = 32;
    private const int LeastCurve = 5;
    private const int MostCurve = 24;
    private static readonly TimeSpan BetweenRedraws = TimeSpan.FromSeconds(0.1);

    private readonly LossHistory losses = new();
    private RetrainStage? stage;
    private long stageStart;
    private int stageFirst;
    private long lastDrawn;
    private int drawn;

    /// <summary>Takes where the run is, and shows it if the last time is long enough ago.</summary>
    public void Show(RetrainProgress value)
    {
        lock (writer)
        {
            if (stage != value.Stage)
            {
                stage = value.Stage;
                stageStart = lastDrawn = clock.GetTimestamp();
                stageFirst = value.Done;
                losses.Clear();
            }

            if (value.Evaluation is { } evaluation)
            {
                losses.Add(evaluation.CrossEntropy);
            }

            if (clock.GetElapsedTime(lastDrawn) >= BetweenRedraws)
            {
                lastDrawn = clock.GetTimestamp();
                // The last column stays empty: some terminals wrap as soon as it is filled.
                Draw(LayoutOf(value).Compose(Math.Max(0, look.Width() - 1)));
            }
        }
    }

    /// <summary>Takes the line away, so that other text can stand there.</summary>
    public void Clear()
    {
        lock (writer)
        {
            if (drawn > 0)
            {
                writer.Write("\r" + new string(' ', drawn) + "\r");
                drawn = 0;
            }
        }
    }

    private void Draw((string Text, int Columns) line)
    {
        writer.Write("\r" + line.Text + new string(' ', Math.Max(0, drawn - line.Columns)));
        drawn = line.Columns;
    }

    private LineLayout LayoutOf(RetrainProgress value) => value.Stage switch
    {
        RetrainStage.Training when value.Evaluation is { } evaluation => Training(value, evaluation),
        RetrainStage.Training => Counted($"Training {value.Total} steps", value),
        RetrainStage.Verifying => Counted($"Checking the model {value.Done} of {value.Total}", value),
        RetrainStage.Distorting => Photos("Distorted photos", value),
        _ => Photos("Bottlenecks", value),
    };

    private LineLayout Photos(string what, RetrainProgress value)
    {
        var line = Counted($"{what} {value.Done} of {value.Total}", value);
        line.Add(value.PerSecond > 0 ? value.PerSecond.ToString("F0", CultureInfo.InvariantCulture) + " photos/s" : "", 2);
        line.Add(value.FromCache > 0 ? $"{value.FromCache} from the cache" : "", 4);
        line.Add(Left(value.Remaining), 1);
        return line;
    }

    private LineLayout Training(RetrainProgress value, SgdEvaluation evaluation)
    {
        var line = new LineLayout();
        line.Add($"Step {value.Done} of {value.Total}", 0);
        line.Add($"train {MetricText.AccuracyText(evaluation.TrainAccuracy)}%", 4);
        line.Add("loss " + evaluation.CrossEntropy.ToString("F3", CultureInfo.InvariantCulture), 2);
        line.Add(evaluation.ValidationCount > 0 ? $"validation {MetricText.AccuracyText(evaluation.ValidationAccuracy)}%" : "", 1);
        line.Add(Left(Remaining(value)), 3);
        if (look.HasBlocks)
        {
            line.AddFlexible(losses.Sparkline, LeastCurve, MostCurve, 5, look.HasColours ? Cyan : "");
        }

        return line;
    }

    private LineLayout Counted(string head, RetrainProgress value)
    {
        var line = new LineLayout();
        line.Add(head, 0);
        line.AddFlexible(length => Bar(length, value), LeastBar, MostBar, 3, look.HasColours ? Green : "");
        return line;
    }

    private static string Bar(int length, RetrainProgress value)
    {
        int cells = length - 2;
        int full = value.Total > 0 ? (int)((long)cells * Math.Min(value.Done, value.Total) / value.Total) : 0;
        return $"[{new string('#', full)}{new string('-', cells - full)}]";
    }

    private static string Left(TimeSpan time) => time > TimeSpan.Zero ? DurationText.Of(time) + " left" : "";

    // A run that goes on starts in the middle.
    private TimeSpan Remaining(RetrainProgress value)
    {
        int steps = value.Done - stageFirst;
        return steps > 0 && value.Done < value.Total
            ? clock.GetElapsedTime(stageStart) * ((double)(value.Total - value.Done) / steps)
            : TimeSpan.Zero;
    }
}
