using System.Collections.Concurrent;
using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Bottlenecks.Caching;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Bottlenecks;

/// <summary>One computation: what the cache recalls, the workers for the rest, and the result. Used once.</summary>
/// <remarks>
/// Photo i owns row i of one matrix and record i; a worker writes only those of the photos that it took. So neither the number of
/// workers nor the order in which they finish can show in the result.
/// </remarks>
internal sealed class BottleneckRun : IAsyncDisposable
{
    private readonly BottleneckOptions options;
    private readonly IProgress<BottleneckProgress>? progress;
    private readonly Lazy<IFeatureNetwork> network;
    private readonly Task<IBottleneckCache> openCache;
    private int filesRead;
    private int done;
    private int known;

    /// <summary>Prepares a run and begins to open the cache.</summary>
    /// <exception cref="RetrainException">
    /// There are more features than memory may hold, and there is no room for a file of them.
    /// </exception>
    public BottleneckRun(
        IReadOnlyList<Photo> photos, Backbone backbone, BottleneckOptions options, BottleneckParts parts,
        IProgress<BottleneckProgress>? progress)
    {
        Photos = photos;
        Backbone = backbone;
        Parts = parts;
        this.options = options;
        this.progress = progress;
        Features = FeatureStore.Make(photos.Count, backbone.Features, options);
        Records = new PhotoRecord[photos.Count];
        network = new Lazy<IFeatureNetwork>(() => parts.OpenNetwork(backbone));
        // Loading SQLite takes as long as asking for the times of some thousand files, so both go on at once.
        openCache = Task.Run(() => parts.OpenCache(backbone, options));
    }

    /// <summary>The list.</summary>
    public IReadOnlyList<Photo> Photos { get; }

    /// <summary>The network and its rules.</summary>
    public Backbone Backbone { get; }

    /// <summary>What the run is made of.</summary>
    public BottleneckParts Parts { get; }

    /// <summary>Entry i is photo i.</summary>
    public PhotoRecord[] Records { get; }

    /// <summary>The first photo of each content that had to be read.</summary>
    public ConcurrentDictionary<ContentHash, int> Owners { get; } = [];

    /// <summary>The cache, or one that keeps nothing.</summary>
    public IBottleneckCache Cache { get; private set; } = new NoCache();

    /// <summary>The network, opened by the first worker that asks.</summary>
    public IFeatureNetwork Network => network.Value;

    /// <summary>Row i is photo i's.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>Counts a file that was read.</summary>
    public void CountRead() => Interlocked.Increment(ref filesRead);

    /// <summary>Counts a photo that was read and whose content the cache knew.</summary>
    public void CountKnown() => Interlocked.Increment(ref known);

    /// <summary>A photo as the cache keeps it.</summary>
    public CacheEntry EntryOf(int index)
    {
        ref PhotoRecord record = ref Records[index];
        return new CacheEntry(record.Content, PhotoSuffix.Of(Path.GetFileName(Photos[index].Path)))
        {
            File = record.File,
            Outcome = record.Outcome,
            Features = record.Problem is null ? Features.RowMemory(index) : default(ReadOnlyMemory<float>),
        };
    }

    /// <summary>Does all of it.</summary>
    public async Task<BottleneckResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var meter = new ProgressMeter(Photos.Count, Now());
        using var finished = new CancellationTokenSource();
        Task reports = ReportAsync(meter, finished.Token);
        BottleneckResult result;
        try
        {
            result = await RecallAndComputeAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await finished.CancelAsync().ConfigureAwait(false);
            await reports.ConfigureAwait(false);
        }

        progress?.Report(Sample(meter));
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        (await openCache.ConfigureAwait(false)).Dispose();
        if (network.IsValueCreated)
        {
            network.Value.Dispose();
        }
    }

    private async Task<BottleneckResult> RecallAndComputeAsync(CancellationToken cancellationToken)
    {
        CacheFile?[] files = options.CacheFolder is null ? [] : Stamp(cancellationToken);
        Cache = await openCache.ConfigureAwait(false);
        List<int> pending = Recall(files, cancellationToken);
        ThrowIfStrict();
        StageTicks[] ticks = [];
        if (pending.Count > 0)
        {
            try
            {
                ticks = await ComputeAsync(pending, cancellationToken).ConfigureAwait(false);
                ResolveCopies(pending);
            }
            finally
            {
                // Whatever ends the run, the work of its photos is kept.
                Cache.Complete();
            }
        }

        return new BottleneckReport(this).ToResult(filesRead, StageTicks.Sum(ticks, Cache.StoreSeconds));
    }

    private CacheFile?[] Stamp(CancellationToken cancellationToken)
    {
        var files = new CacheFile?[Photos.Count];
        for (int i = 0; i < files.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            files[i] = FileOf(Photos[i]);
        }

        return files;
    }

    /// <summary>Asks the cache for all photos at once.</summary>
    /// <returns>The photos that it does not know.</returns>
    private List<int> Recall(CacheFile?[] files, CancellationToken cancellationToken)
    {
        if (files.Length == 0)
        {
            return [.. Enumerable.Range(0, Photos.Count)];
        }

        RecalledPhoto?[] recalled = Cache.Recall(files, Features, cancellationToken);
        var pending = new List<int>();
        for (int i = 0; i < recalled.Length; i++)
        {
            if (recalled[i] is { } photo)
            {
                Records[i] = new PhotoRecord { State = PhotoState.FromCache, Content = photo.Content, Outcome = photo.Outcome };
            }
            else
            {
                pending.Add(i);
            }
        }

        known = Photos.Count - pending.Count;
        done = known;
        return pending;
    }

    private static CacheFile? FileOf(Photo photo)
    {
        try
        {
            return new CacheFile(Path.GetFullPath(photo.Path), FileStamp.Read(photo.Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The worker that tries to read it will say why.
            return null;
        }
    }

    private async Task<StageTicks[]> ComputeAsync(List<int> pending, CancellationToken cancellationToken)
    {
        int count = Math.Min(options.Workers == 0 ? Environment.ProcessorCount : options.Workers, pending.Count);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int next = 0;
        var workers = new Task<(StageTicks Ticks, long End)>[count];
        for (int i = 0; i < count; i++)
        {
            // Threads of their own: the pool would add more of them while these are busy.
            workers[i] = Task.Factory.StartNew(
                () => Work(() => Interlocked.Increment(ref next) - 1, pending, stop), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        (StageTicks Ticks, long End)[] ends = await Task.WhenAll(workers).ConfigureAwait(false);
        ThrowIfStrict();
        if (pending.Exists(i => Records[i].State == PhotoState.Open))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        long last = ends.Max(end => end.End);
        return [.. ends.Select(end => end.Ticks with { Wait = end.Ticks.Wait + last - end.End })];
    }

    private (StageTicks Ticks, long End) Work(Func<int> take, List<int> pending, CancellationTokenSource stop)
    {
        var worker = new BottleneckWorker(this);
        try
        {
            while (!stop.IsCancellationRequested && take() is var next && next < pending.Count)
            {
                worker.Process(pending[next]);
                Interlocked.Increment(ref done);
                if (options.Strict && Records[pending[next]].Problem is not null)
                {
                    stop.Cancel();
                }
            }
        }
        catch
        {
            // The others need not go on with a run that has failed.
            stop.Cancel();
            throw;
        }

        return (worker.Ticks, Stopwatch.GetTimestamp());
    }

    private void ResolveCopies(List<int> pending)
    {
        foreach (int i in pending)
        {
            ref PhotoRecord record = ref Records[i];
            if (record.State != PhotoState.Copy)
            {
                continue;
            }

            ref PhotoRecord original = ref Records[record.Original];
            bool hasOwnNotes = record.Outcome.NotesOrNull is not null;
            record.Outcome = new PhotoOutcome(original.Problem, hasOwnNotes ? record.Outcome.Notes : original.Outcome.NotesOrNull);
            record.State = original.State;
            Features.Row(record.Original).CopyTo(Features.Writable(i));
            Cache.Store(EntryOf(i));
        }
    }

    /// <summary>Photos are taken in order, so the first with a problem is the same for any number of workers.</summary>
    private void ThrowIfStrict()
    {
        if (options.Strict && Array.FindIndex(Records, record => record.Problem is not null) is >= 0 and var first)
        {
            throw new UnusablePhotoException(
                $"the photo {Photos[first].Path} cannot be used: {Records[first].Problem!.Value.Reason}; "
                    + "mend or remove it, or run without --strict to leave such photos out");
        }
    }

    private async Task ReportAsync(ProgressMeter meter, CancellationToken finished)
    {
        if (progress is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Parts.ReportInterval, Parts.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(finished).ConfigureAwait(false))
            {
                progress.Report(Sample(meter));
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done; the last report comes with the result.
        }
    }

    private BottleneckProgress Sample(ProgressMeter meter)
    {
        int doneNow = Volatile.Read(ref done);
        int knownNow = Volatile.Read(ref known);
        return meter.Sample(Now(), doneNow, knownNow, Math.Max(0, doneNow - knownNow));
    }

    private TimeSpan Now() => Parts.Clock.GetElapsedTime(0);
}
