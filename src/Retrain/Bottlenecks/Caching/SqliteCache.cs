using System.Buffers;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Retrain.Bottlenecks.Caching;

/// <summary>
/// Bottlenecks of one backbone in an SQLite file that many runs, backbones and processes may share. Killing a process at any moment
/// costs the last half second of its work. A damaged file is set aside and a new one begun; a folder that cannot be written is
/// done without.
/// </summary>
internal sealed class SqliteCache : IBottleneckCache
{
    /// <summary>A look at what others did, a new file, and one more try.</summary>
    private const int MostRecoveries = 3;

    private readonly Lock gate = new();
    private readonly List<string> notices = [];
    private readonly CacheQueue queue;
    private readonly string path;
    private readonly string fingerprint;
    private readonly string pragmas;
    private readonly int width;
    private volatile CacheTables? tables;
    private volatile bool isOff;
    private int recoveries;
    private int damagedRows;
    private long storeTicks;

    /// <summary>Opens the cache; never throws for what it finds on the disk.</summary>
    /// <param name="folder">Where the file is or shall be; made where it is missing.</param>
    /// <param name="fingerprint">Of the backbone.</param>
    /// <param name="width">F, its number of features.</param>
    /// <param name="pragmas">Settings of a test, "PRAGMA max_page_count = 9" for a disk that is full.</param>
    public SqliteCache(string folder, string fingerprint, int width, string pragmas = "")
    {
        this.pragmas = pragmas;
        path = Path.GetFullPath(Path.Combine(folder, CacheDatabase.FileName));
        this.fingerprint = fingerprint;
        this.width = width;
        queue = new CacheQueue(Write);
        Guarded(() => true, false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notices
    {
        get
        {
            lock (gate)
            {
                return damagedRows switch
                {
                    0 => [.. notices],
                    1 => [.. notices, $"one entry of the bottleneck cache {path} was damaged; it is computed again"],
                    _ => [.. notices, $"{damagedRows} entries of the bottleneck cache {path} were damaged; they are computed again"],
                };
            }
        }
    }

    /// <inheritdoc/>
    public double StoreSeconds => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref storeTicks)).TotalSeconds;

    /// <inheritdoc/>
    public RecalledPhoto?[] Recall(IReadOnlyList<CacheFile?> files, FeatureMatrix rows, CancellationToken cancellationToken) => Guarded(
        () =>
        {
            var recalled = new RecalledPhoto?[files.Count];
            tables!.Recall(files, rows, recalled, cancellationToken);
            return recalled;
        },
        otherwise: new RecalledPhoto?[files.Count]);

    /// <inheritdoc/>
    public CacheMatch Find(ContentHash content, string suffix, Span<float> features, out PhotoOutcome outcome)
    {
        // A new backbone has nothing here; its many photos then need not queue for the one connection.
        if (tables is not { KnowsNetwork: true })
        {
            outcome = default;
            return CacheMatch.None;
        }

        // Lambdas cannot hold spans.
        float[] row = ArrayPool<float>.Shared.Rent(width);
        (CacheMatch match, outcome, int damaged) = Guarded(() => tables!.Find(content, suffix, row.AsSpan(0, width)), otherwise: default);
        Interlocked.Add(ref damagedRows, damaged);
        if (match != CacheMatch.None && outcome.Problem is null)
        {
            row.AsSpan(0, width).CopyTo(features);
        }

        ArrayPool<float>.Shared.Return(row);
        return match;
    }

    /// <inheritdoc/>
    public void Store(CacheEntry entry)
    {
        if (!isOff)
        {
            queue.Add(entry);
        }
    }

    /// <inheritdoc/>
    public void Complete() => queue.Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        queue.Dispose();
        lock (gate)
        {
            Close();
        }
    }

    private void Write(IReadOnlyList<CacheEntry> batch)
    {
        long start = Stopwatch.GetTimestamp();
        Guarded(
            () =>
            {
                tables!.Write(batch);
                return true;
            },
            otherwise: false);
        Interlocked.Add(ref storeTicks, Stopwatch.GetTimestamp() - start);
    }

    /// <summary>The one way to the file: opens it where need be, and turns each fault into a fresh file or into doing without.</summary>
    private T Guarded<T>(Func<T> action, T otherwise)
    {
        lock (gate)
        {
            while (!isOff)
            {
                try
                {
                    if (tables is null)
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        tables = new CacheTables(CacheDatabase.Open(path, pragmas), fingerprint, width);
                    }

                    return action();
                }
                catch (Exception e) when (CacheDatabase.IsFault(e))
                {
                    Close();
                    if (!TryRecover(e))
                    {
                        GiveUp(e);
                    }
                }
            }

            return otherwise;
        }
    }

    private bool TryRecover(Exception fault)
    {
        recoveries++;
        if (CacheDatabase.WasMoved(fault))
        {
            // Another process found it damaged and has begun a new one.
            return recoveries <= MostRecoveries;
        }

        if (!CacheDatabase.IsDamage(fault) || recoveries > MostRecoveries)
        {
            return false;
        }

        try
        {
            // Of two processes that found the damage, the second must not set aside what the first has built.
            using FileStream exclusive = OpenLockFile();
            if (recoveries == 1 && CacheDatabase.IsSound(path))
            {
                return true;
            }

            string name = CacheDatabase.SetAside(path);
            notices.Add($"the bottleneck cache {path} was damaged ({CacheDatabase.Explain(fault)}); "
                + $"it was set aside as {name} and is built anew");
            return true;
        }
        catch (Exception e) when (CacheDatabase.IsFault(e))
        {
            return false;
        }
    }

    private FileStream OpenLockFile()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                // It stays: were it deleted, one process could hold the old file and another a new one of the same name.
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 50)
            {
                Thread.Sleep(100);
            }
        }
    }

    private void GiveUp(Exception fault)
    {
        isOff = true;
        notices.Add($"the bottleneck cache {path} cannot be used ({CacheDatabase.Explain(fault)}); bottlenecks are computed but not kept");
    }

    private void Close()
    {
        try
        {
            tables?.Dispose();
        }
        catch (SqliteException)
        {
            // Closing writes the log back. Where that fails the log stays, and the next run that can will use it.
        }

        tables = null;
    }
}
