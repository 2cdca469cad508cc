using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Tests.Bottlenecks;

/// <summary>
/// A folder of drawn "photos" with a reader and a network that count and cost nothing, so that the pipeline and its cache are tested
/// alone. A file that begins with BAD is damaged; one that begins with PNG and is called otherwise gets a note.
/// </summary>
internal sealed class Bench : IDisposable
{
    public const int Features = 24;

    private readonly TemporaryFolder folder = new();
    private int decoded;
    private int computed;
    private int opened;

    public string PhotoRoot => folder["photos"];

    public string CacheFolder { get; set; } = "";

    public string CacheFile => Path.Combine(CacheFolder, "bottlenecks.sqlite");

    public int Decoded => decoded;

    public int NetworkRuns => computed;

    public int NetworksOpened => opened;

    public TimeSpan NetworkTime { get; set; }

    public Action<int>? OnNetworkRun { get; set; }

    public Backbone Backbone { get; set; } = new()
    {
        Name = "bench",
        Network = new byte[] { 1, 2, 3 },
        Input = "x",
        Tap = "tap",
        Features = Features,
        Preprocessing = new Preprocessing { Width = 4, Height = 2 },
        Licence = "unknown",
    };

    public BottleneckParts Parts => new()
    {
        ReadPhoto = Read,
        OpenNetwork = _ =>
        {
            Interlocked.Increment(ref opened);
            return new Network(this);
        },
        // An hour ahead: all files count as settled.
        Clock = new ShiftedClock(TimeSpan.FromHours(1)),
    };

    public Bench() => CacheFolder = folder["cache"];

    public string Add(string name, string content) =>
        folder.Write(Path.Combine("photos", name), System.Text.Encoding.UTF8.GetBytes(content));

    public void AddMany(int count, string prefix = "p")
    {
        for (int i = 0; i < count; i++)
        {
            Add($"{(i % 2 == 0 ? "daisy" : "rose")}/{prefix}{i:D3}.jpg", $"{prefix} {i}");
        }
    }

    /// <summary>All files below the photo root, in ordinal order of their names.</summary>
    public IReadOnlyList<Photo> List()
    {
        string[] names = [.. Directory.EnumerateFiles(PhotoRoot, "*", SearchOption.AllDirectories).Select(
            path => Path.GetRelativePath(PhotoRoot, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
        return [.. names.Select(name => new Photo(Path.Combine(PhotoRoot, name), name, 0))];
    }

    public Task<BottleneckResult> RunAsync(
        int workers = 2, bool strict = false, bool cache = true, BottleneckParts? parts = null,
        IProgress<BottleneckProgress>? progress = null, CancellationToken? token = null) =>
        BottleneckComputer.ComputeAsync(
            List(), Backbone, new BottleneckOptions { CacheFolder = cache ? CacheFolder : null, Workers = workers, Strict = strict },
            parts ?? Parts, progress, token ?? TestContext.Current.CancellationToken);

    /// <summary>Asserts that a result is what a run without any cache yields.</summary>
    public async Task AssertAsWithoutCacheAsync(BottleneckResult result)
    {
        BottleneckResult fresh = await RunAsync(cache: false);
        Assert.Equal(fresh.Features.ToArray(), result.Features.ToArray());
        Assert.Equal(fresh.Photos, result.Photos);
        Assert.Equal(fresh.ContentHashes, result.ContentHashes);
        Assert.Equal(fresh.Unusable, result.Unusable);
        Assert.Equal(fresh.Notes, result.Notes);
    }

    public void Sql(string text)
    {
        using var connection = new SqliteConnection($"Data Source={CacheFile};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of tests.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose() => folder.Dispose();

    private PhotoReading Read(ReadOnlyMemory<byte> file, string name, Preprocessing preprocessing, Span<float> input)
    {
        Interlocked.Increment(ref decoded);
        if (file.Span.StartsWith("BAD"u8))
        {
            return new PhotoReading(new PhotoProblem(ProblemKind.Damaged, $"{file.Length} bytes are no picture"), [], 0, 0);
        }

        byte[] hash = SHA256.HashData(file.Span);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = hash[i] / 255f;
        }

        bool differs = file.Span.StartsWith("PNG"u8) && !name.EndsWith(".png", StringComparison.Ordinal);
        return new PhotoReading(null, differs ? [$"name says {Path.GetExtension(name)}, content is png"] : [], 0, 0);
    }

    private sealed class Network(Bench bench) : IFeatureNetwork
    {
        public void Compute(ReadOnlySpan<float> planes, Span<float> features)
        {
            int number = Interlocked.Increment(ref bench.computed);
            bench.OnNetworkRun?.Invoke(number);
            Thread.Sleep(bench.NetworkTime);
            planes[..features.Length].CopyTo(features);
            features.Sort();
        }

        public void Dispose()
        {
        }
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
