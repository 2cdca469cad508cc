namespace Retrain.Cli.Output;

/// <summary>
/// Progress of a run on standard error: a live view on a terminal, else the original's lines and a count every few seconds.
/// </summary>
/// <param name="log">Gets the lines; its live view is used if it has one.</param>
/// <param name="clock">Stands in for the system's in tests.</param>
internal sealed class ProgressLines(RunLog log, TimeProvider clock) : IProgress<RetrainProgress>
{
    private const int FilesALine = 100;
    private const string WarningMark = "Warning: ";
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private long lastShown = clock.GetTimestamp();
    private RetrainStage stage;
    private int filesTold;

    /// <summary>Told once, before training, whatever the verbosity.</summary>
    public Action<RetrainPreparation>? Prepared { get; init; }

    /// <inheritdoc/>
    public void Report(RetrainProgress value)
    {
        if (value.Preparation is { } preparation)
        {
            Prepared?.Invoke(preparation);
        }
        else if (value.Note.StartsWith(WarningMark, StringComparison.Ordinal))
        {
            log.Warn(value.Note[WarningMark.Length..]);
        }
        else if (log.ShowsProgress)
        {
            lock (gate)
            {
                Show(value);
            }
        }
    }

    /// <summary>Takes the live view away, so that other text can follow.</summary>
    public void Finish() => log.Live?.Clear();

    private void Show(RetrainProgress value)
    {
        if (value.Note.Length > 0)
        {
            log.Info(value.Note);
        }
        else if (log.Live is { } live)
        {
            live.Show(value);
        }
        else if (value.Evaluation is { } evaluation)
        {
            foreach (string line in EvaluationText.Lines(evaluation, clock))
            {
                log.Info(line);
            }
        }
        else
        {
            ShowFiles(value);
            ShowCount(value);
        }
    }

    // The original counts one photo after another; here a report may jump over several hundreds, and the last of them says it all.
    private void ShowFiles(RetrainProgress value)
    {
        int files = value.Done / FilesALine * FilesALine;
        if (value.Stage == RetrainStage.Bottlenecks && files > filesTold)
        {
            filesTold = files;
            log.Info($"{files} bottleneck files created.");
        }
    }

    private void ShowCount(RetrainProgress value)
    {
        if (stage != value.Stage)
        {
            stage = value.Stage;
            lastShown = clock.GetTimestamp();
        }

        if (clock.GetElapsedTime(lastShown) < BetweenLines)
        {
            return;
        }

        lastShown = clock.GetTimestamp();
        string what = value.Stage switch
        {
            RetrainStage.Verifying => "Checking the written model",
            RetrainStage.Distorting => "Distorting photos",
            _ => "Computing bottlenecks",
        };
        log.Info($"{what}: {value.Done} of {value.Total} photos"
            + (value.FromCache > 0 ? $" ({value.FromCache} from the cache)" : "")
            + (value.PerSecond > 0 ? $", {value.PerSecond:F0} photos/s" : "")
            + (value.Remaining > TimeSpan.Zero ? $", {DurationText.Of(value.Remaining)} left" : ""));
    }
}
