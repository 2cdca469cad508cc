using System.Diagnostics;

namespace Retrain.Cli.Output;

/// <summary>A line about a download every few seconds.</summary>
internal sealed class DownloadLines(RunLog log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long last = Stopwatch.GetTimestamp();

    /// <summary>Takes how far it is.</summary>
    public void Report(long bytes, long? total)
    {
        if (Stopwatch.GetElapsedTime(last) < Pause && bytes != total)
        {
            return;
        }

        last = Stopwatch.GetTimestamp();
        log.Info(total is { } size
            ? $"Downloading the network: {SizeText.Of(bytes)} of {SizeText.Of(size)}"
            : $"Downloading the network: {SizeText.Of(bytes)}");
    }
}
