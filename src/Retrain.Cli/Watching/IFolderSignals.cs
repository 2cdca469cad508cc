namespace Retrain.Cli.Watching;

/// <summary>When to look at a folder again.</summary>
internal interface IFolderSignals : IDisposable
{
    /// <summary>Waits until something may have changed, or the time is over.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Waits for the whole time.</summary>
    Task PauseAsync(TimeSpan time, CancellationToken cancellationToken);
}
