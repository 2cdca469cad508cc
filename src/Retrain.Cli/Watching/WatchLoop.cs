using Retrain.Cli.Output;
using Retrain.Foundation;

namespace Retrain.Cli.Watching;

/// <summary>Trains again as a folder changes, until it is told to end.</summary>
/// <param name="signals">Say when to look.</param>
/// <param name="look">Looks at the folder.</param>
/// <param name="round">Trains and writes the model.</param>
/// <param name="output">Gets what changed.</param>
/// <param name="log">Gets what went wrong.</param>
/// <param name="clock">Times the rounds.</param>
internal sealed class WatchLoop(
    IFolderSignals signals, Func<FolderState> look, Func<CancellationToken, Task<RetrainResult>> round, TextWriter output, RunLog log,
    TimeProvider clock)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    // Looking at a million files must not become all that the machine does.
    private const int PauseALook = 20;

    /// <summary>Watches.</summary>
    /// <param name="seen">The folder before the first run.</param>
    /// <param name="last">The first run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(FolderState seen, RetrainResult last, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                seen = await NextAsync(seen, cancellationToken).ConfigureAwait(false);
                last = await TryAsync(last, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.Info("Watching has ended; the last model stays.");
        }
    }

    /// <summary>Waits until the folder has changed and come to rest.</summary>
    private async Task<FolderState> NextAsync(FolderState seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            long start = clock.GetTimestamp();
            FolderState now = look();
            var pause = TimeSpan.FromTicks(Math.Max(LeastPause.Ticks, PauseALook * clock.GetElapsedTime(start).Ticks));
            if (now == seen)
            {
                await signals.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
                continue;
            }

            FolderState before;
            do
            {
                before = now;
                await signals.PauseAsync(Quiet, cancellationToken).ConfigureAwait(false);
                now = look();
            }
            while (now != before);

            // A file may have come and gone again.
            if (now != seen)
            {
                return now;
            }
        }
    }

    private async Task<RetrainResult> TryAsync(RetrainResult last, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        try
        {
            RetrainResult result = await round(cancellationToken).ConfigureAwait(false);
            foreach (string line in ComparisonText.Lines(RunComparison.Of(last, result)))
            {
                await output.WriteLineAsync(line).ConfigureAwait(false);
            }

            double seconds = clock.GetElapsedTime(start).TotalSeconds;
            await output.WriteLineAsync($"New model after {seconds:F1} s, at {clock.GetLocalNow():HH:mm:ss}").ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (Exception fault) when (fault is RetrainException or IOException or UnauthorizedAccessException)
        {
            string reason = fault.Message.ReplaceLineEndings("; ").TrimEnd('.');
            log.Error($"{reason}. The model of before stays; watching goes on");
            return last;
        }
    }
}
