using System.Collections.Concurrent;
using System.Diagnostics;

namespace Retrain.Bottlenecks.Caching;

/// <summary>Collects what many threads hand over into batches for one writer thread, which starts with the first of them.</summary>
/// <param name="write">Writes a batch; must not throw.</param>
internal sealed class CacheQueue(Action<IReadOnlyList<CacheEntry>> write) : IDisposable
{
    /// <summary>Entries in a batch at most.</summary>
    public const int BatchSize = 64;

    /// <summary>How long an entry waits for others: what a killed process can lose.</summary>
    public static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(500);

    private const int Capacity = 4 * BatchSize;

    private readonly BlockingCollection<CacheEntry> entries = new(Capacity);
    private readonly Lock gate = new();
    private Thread? thread;

    /// <summary>Hands an entry over; waits while the queue is full. Thread-safe.</summary>
    public void Add(CacheEntry entry)
    {
        if (thread is null)
        {
            Start();
        }

        entries.Add(entry);
    }

    /// <summary>Returns when all is written. Nothing may be added afterwards.</summary>
    public void Complete()
    {
        entries.CompleteAdding();
        thread?.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        entries.Dispose();
    }

    private void Start()
    {
        lock (gate)
        {
            if (thread is null)
            {
                var writer = new Thread(Run) { IsBackground = true, Name = "bottleneck cache writer" };
                writer.Start();
                thread = writer;
            }
        }
    }

    private void Run()
    {
        var batch = new List<CacheEntry>(BatchSize);
        while (entries.TryTake(out CacheEntry? entry, Timeout.Infinite))
        {
            long start = Stopwatch.GetTimestamp();
            batch.Add(entry);
            while (batch.Count < BatchSize && BatchTime - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left
                && entries.TryTake(out entry, left))
            {
                batch.Add(entry);
            }

            write(batch);
            batch.Clear();
        }
    }
}
