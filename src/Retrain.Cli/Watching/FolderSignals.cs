namespace Retrain.Cli.Watching;

/// <summary>
/// The system's own messages about a folder. Network drives send none, and some systems run out of them: who waits has to look now and
/// then anyway.
/// </summary>
internal sealed class FolderSignals : IFolderSignals
{
    private readonly SemaphoreSlim signal = new(0);
    private readonly string folder;
    private FileSystemWatcher? watcher;

    /// <summary>Listens from now on, so that who looks after this misses nothing.</summary>
    /// <param name="folder">The folder; it may be gone at times.</param>
    public FolderSignals(string folder)
    {
        this.folder = folder;
        Watch();
    }

    /// <inheritdoc/>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (watcher is null || !Directory.Exists(folder))
        {
            Watch();
        }

        await signal.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);
        while (signal.CurrentCount > 0)
        {
            // What was told until now is answered by one look.
            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task PauseAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        watcher?.Dispose();
        watcher = null;
    }

    // A watcher of a folder that is gone stays silent when the folder is back.
    private void Watch()
    {
        Dispose();
        try
        {
            var fresh = new FileSystemWatcher(folder)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.Size | NotifyFilters.LastWrite,
            };
            fresh.Changed += (_, _) => Tell();
            fresh.Created += (_, _) => Tell();
            fresh.Deleted += (_, _) => Tell();
            fresh.Renamed += (_, _) => Tell();
            fresh.Error += (_, _) => Tell();
            fresh.EnableRaisingEvents = true;
            watcher = fresh;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Not there now, or no more watchers to be had: looking now and then has to do.
        }
    }

    private void Tell()
    {
        if (signal.CurrentCount == 0)
        {
            signal.Release();
        }
    }
}
