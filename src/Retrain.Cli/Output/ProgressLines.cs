namespace Retrain.Cli.Output;

/// <summary>
/// Progress of a run on standard error: one line that is redrawn on a terminal, a line every few seconds elsewhere. Also the
/// evaluations during training: about ten of them, or all in compatible mode.
/// </summary>
internal sealed class ProgressLines : IProgress<RetrainProgress>
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenRedraws = TimeSpan.FromSeconds(0.1);

    private readonly RunLog log;
    private readonly TextWriter error;
    private readonly bool isTerminal;
    private readonly bool allEvaluations;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private long lastShown;
    private RetrainStage stage;
    private bool lineIsOpen;

    /// <summary>Creates the display.</summary>
    /// <param name="log">Gets the lines.</param>
    /// <param name="console">Its standard error is redrawn if it is a terminal.</param>
    /// <param name="allEvaluations">Show every evaluation, in the original's words.</param>
    /// <param name="clock">Stands in for the system's in tests.</param>
    public ProgressLines(RunLog log, ProgramConsole console, bool allEvaluations, TimeProvider? clock = null)
    {
        this.clock = clock ?? TimeProvider.System;
        lastShown = this.clock.GetTimestamp();
        this.log = log;
        error = console.Error;
        isTerminal = console.IsTerminal;
        this.allEvaluations = allEvaluations;
    }

    /// <inheritdoc/>
    public void Report(RetrainProgress value)
    {
        if (!log.ShowsProgress)
        {
            return;
        }

        lock (gate)
        {
            if (value.Note.Length > 0)
            {
                CloseLine();
                log.Info(value.Note);
            }
            else if (value.Evaluation is { } evaluation)
            {
                ShowEvaluation(evaluation, value.Total);
            }
            else
            {
                ShowCount(value);
            }
        }
    }

    /// <summary>Ends a line that is being redrawn, so that other text can follow.</summary>
    public void Finish()
    {
        lock (gate)
        {
            CloseLine();
        }
    }

    private void ShowEvaluation(Training.SgdEvaluation evaluation, int steps)
    {
        int every = Math.Max(1, steps / 10);
        bool shown = allEvaluations || evaluation.Step == steps - 1 || evaluation.Step % every == 0;
        if (shown)
        {
            CloseLine();
            foreach (string line in EvaluationText.Lines(evaluation, allEvaluations))
            {
                log.Info(line);
            }
        }
    }

    private void ShowCount(RetrainProgress value)
    {
        bool last = value.Done == value.Total;
        if (stage != value.Stage)
        {
            stage = value.Stage;
            lastShown = clock.GetTimestamp();
        }

        TimeSpan since = clock.GetElapsedTime(lastShown);
        if (since < (isTerminal ? BetweenRedraws : BetweenLines) && !(last && lineIsOpen))
        {
            return;
        }

        lastShown = clock.GetTimestamp();
        string what = value.Stage == RetrainStage.Verifying ? "Checking the written model" : "Computing bottlenecks";
        string text = $"{what}: {value.Done} of {value.Total} photos"
            + (value.FromCache > 0 ? $" ({value.FromCache} from the cache)" : "")
            + (value.PerSecond > 0 ? $", {value.PerSecond:F0} photos/s" : "")
            + (value.Remaining > TimeSpan.Zero ? $", {DurationText.Of(value.Remaining)} left" : "");
        if (isTerminal)
        {
            error.Write("\r" + text.PadRight(79)[..79]);
            lineIsOpen = true;
            if (last)
            {
                CloseLine();
            }
        }
        else
        {
            log.Info(text);
        }
    }

    private void CloseLine()
    {
        if (lineIsOpen)
        {
            error.WriteLine();
            lineIsOpen = false;
        }
    }
}
