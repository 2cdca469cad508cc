namespace Retrain.Bottlenecks.Caching;

/// <summary>
/// Keeps bottlenecks of one backbone from run to run, by content. A cache never fails a run: whatever goes wrong with it becomes a
/// notice, and the run goes on as if it were empty.
/// </summary>
internal interface IBottleneckCache : IDisposable
{
    /// <summary>What to tell the user about the cache itself, one line each.</summary>
    IReadOnlyList<string> Notices { get; }

    /// <summary>Seconds spent writing.</summary>
    double StoreSeconds { get; }

    /// <summary>Looks up files by path and stamp, all at once, before any is read. Not thread-safe.</summary>
    /// <param name="files">Entry i is photo i; <see langword="null"/> for one that is not asked for.</param>
    /// <param name="rows">[photos, F]; row i is filled where photo i is known and usable.</param>
    /// <param name="cancellationToken">Checked per photo.</param>
    /// <returns>Entry i for photo i; <see langword="null"/> where it is not known.</returns>
    RecalledPhoto?[] Recall(IReadOnlyList<CacheFile?> files, FeatureMatrix rows, CancellationToken cancellationToken);

    /// <summary>Looks up a content that was read and hashed. Thread-safe.</summary>
    /// <param name="content">Hash of the photo's bytes.</param>
    /// <param name="suffix">See <see cref="PhotoSuffix"/>.</param>
    /// <param name="features">[F]; overwritten where the content is known and usable.</param>
    /// <param name="outcome">What is known of it; its notes are void unless the match is full.</param>
    CacheMatch Find(ContentHash content, string suffix, Span<float> features, out PhotoOutcome outcome);

    /// <summary>Hands something over to be kept; waits while the writer is far behind. Thread-safe.</summary>
    void Store(CacheEntry entry);

    /// <summary>Returns when all that was handed over is in the file. Nothing may be stored afterwards.</summary>
    void Complete();
}

/// <summary>Keeps nothing.</summary>
internal sealed class NoCache : IBottleneckCache
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Notices => [];

    /// <inheritdoc/>
    public double StoreSeconds => 0;

    /// <inheritdoc/>
    public RecalledPhoto?[] Recall(IReadOnlyList<CacheFile?> files, FeatureMatrix rows, CancellationToken cancellationToken) =>
        new RecalledPhoto?[files.Count];

    /// <inheritdoc/>
    public CacheMatch Find(ContentHash content, string suffix, Span<float> features, out PhotoOutcome outcome)
    {
        outcome = default;
        return CacheMatch.None;
    }

    /// <inheritdoc/>
    public void Store(CacheEntry entry)
    {
    }

    /// <inheritdoc/>
    public void Complete()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
