using System.Diagnostics;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Tests.Bottlenecks;

public sealed class BottleneckComputerTests
{
    [Fact]
    public async Task ComputeAsync_AnyNumberOfWorkers_YieldsTheSame()
    {
        using var bench = new Bench();
        bench.AddMany(60);
        bench.Add("daisy/q.jpg", "BAD");
        bench.Add("daisy/copy.jpg", "p 7");
        bench.Add("rose/wrong.jpg", "PNG 1");
        BottleneckResult one = await bench.RunAsync(workers: 1, cache: false);
        Assert.Equal((62, 62, 0, 63), (one.Photos.Count, one.Computed, one.FromCache, one.FilesRead));
        foreach (int workers in (int[])[2, 4, 0])
        {
            BottleneckResult many = await bench.RunAsync(workers, cache: false);
            Assert.Equal(one.Features.ToArray(), many.Features.ToArray());
            Assert.Equal(one.Photos, many.Photos);
            Assert.Equal(one.ContentHashes, many.ContentHashes);
            Assert.Equal(one.Unusable, many.Unusable);
            Assert.Equal(one.Notes, many.Notes);
            Assert.Equal((one.Computed, one.FromCache, one.FilesRead), (many.Computed, many.FromCache, many.FilesRead));
        }
    }

    [Fact]
    public async Task ComputeAsync_Photos_YieldsRowsInTheOrderOfTheList()
    {
        using var bench = new Bench();
        bench.AddMany(9);
        BottleneckResult result = await bench.RunAsync();
        Assert.Equal(bench.List(), result.Photos);
        Assert.Equal((9, Bench.Features), (result.Features.Rows, result.Features.Width));
        for (int i = 0; i < 9; i++)
        {
            byte[] hash = System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(result.Photos[i].Path));
            Assert.Equal(Convert.ToHexStringLower(hash), result.ContentHashes[i]);
            Assert.Equal(hash[..Bench.Features].Order().Select(v => v / 255f), result.Features.Row(i).ToArray());
        }
    }

    [Fact]
    public async Task ComputeAsync_SameContentTwice_IsComputedOnce()
    {
        using var bench = new Bench();
        bench.Add("a/1.jpg", "PNG same");
        bench.Add("a/2.jpg", "PNG same");
        bench.Add("b/3.png", "PNG same");
        BottleneckResult result = await bench.RunAsync(workers: 4);
        Assert.Equal(1, bench.NetworkRuns);
        Assert.Equal(result.Features.Row(0).ToArray(), result.Features.Row(2).ToArray());
        Assert.Equal(["a/1.jpg", "a/2.jpg"], result.Notes.Select(note => note.Photo.Name));
        await bench.AssertAsWithoutCacheAsync(await bench.RunAsync());
    }

    [Fact]
    public async Task ComputeAsync_UnusablePhotos_AreNamedAndTheRunGoesOn()
    {
        using var bench = new Bench();
        bench.AddMany(4);
        bench.Add("daisy/bad.jpg", "BAD 1");
        IReadOnlyList<Photo> list = [.. bench.List(), new Photo(Path.Combine(bench.PhotoRoot, "gone.jpg"), "rose/gone.jpg", 1),
            new Photo(bench.PhotoRoot, "rose/folder.jpg", 1)];
        BottleneckResult result = await BottleneckComputer.ComputeAsync(
            list, bench.Backbone, new BottleneckOptions { CacheFolder = bench.CacheFolder }, bench.Parts, null,
            TestContext.Current.CancellationToken);
        Assert.Equal(4, result.Photos.Count);
        Assert.Equal(
            [("daisy/bad.jpg", ProblemKind.Damaged), ("rose/gone.jpg", ProblemKind.Unreadable),
                ("rose/folder.jpg", ProblemKind.Unreadable)],
            result.Unusable.Select(photo => (photo.Photo.Name, photo.Problem.Kind)));
        Assert.Equal(["no such file", "a folder, not a file"], result.Unusable.Skip(1).Select(photo => photo.Problem.Reason));
    }

    [Fact]
    public async Task ComputeAsync_MoreFeaturesThanTheLimit_LieInAFileAndAreTheSame()
    {
        using var bench = new Bench();
        bench.AddMany(60);
        bench.Add("daisy/p005.jpg", "BAD");
        bench.Add("daisy/copy.jpg", "p 7");
        bench.Add("rose/wrong.jpg", "PNG 1");
        BottleneckResult inMemory = await bench.RunAsync(cache: false);
        Assert.False(inMemory.Features.IsInFile);
        for (int run = 0; run < 2; run++)
        {
            var options = new BottleneckOptions { CacheFolder = bench.CacheFolder, MemoryLimit = 60 * Bench.Features };
            BottleneckResult inFile = await BottleneckComputer.ComputeAsync(
                bench.List(), bench.Backbone, options, bench.Parts, null, TestContext.Current.CancellationToken);
            Assert.True(inFile.Features.IsInFile);
            Assert.Equal((62, run == 0 ? 0 : 62), (inFile.Features.Rows, inFile.FromCache));
            Assert.Equal(inMemory.Features.ToArray(), inFile.Features.ToArray());
            Assert.Equal(inMemory.Notes, inFile.Notes);
            byte[] last = System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(inFile.Photos[61].Path));
            Assert.Equal(last[..Bench.Features].Order().Select(v => v / 255f), inFile.Features.Row(61).ToArray());
            inFile.Features.Dispose();
        }
    }

    [Fact]
    public async Task ComputeAsync_MoreFeaturesThanTheLimitAndNoFolder_IsRefused()
    {
        using var bench = new Bench();
        bench.AddMany(2);
        RetrainException e = await Assert.ThrowsAsync<RetrainException>(() => BottleneckComputer.ComputeAsync(
            bench.List(), bench.Backbone, new BottleneckOptions { MemoryLimit = 1 }, bench.Parts, null,
            TestContext.Current.CancellationToken));
        Assert.Contains("name a cache folder", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public async Task ComputeAsync_FileBeyondTheLimit_IsRefusedUnread()
    {
        using var bench = new Bench();
        bench.AddMany(2);
        using (var sparse = new FileStream(Path.Combine(bench.PhotoRoot, "daisy", "huge.jpg"), FileMode.Create))
        {
            sparse.SetLength((512L << 20) + 1);
        }

        BottleneckResult result = await bench.RunAsync();
        Assert.Equal(new PhotoProblem(ProblemKind.TooLarge, "file of more than 512 MB"), Assert.Single(result.Unusable).Problem);
        Assert.Equal(2, result.FilesRead);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task ComputeAsync_Strict_StopsAtTheFirstUnusablePhoto(int workers)
    {
        using var bench = new Bench();
        bench.AddMany(40);
        bench.Add("daisy/p005.jpg", "BAD");
        bench.Add("daisy/p006.jpg", "BAD 2");
        bench.Add("rose/z.jpg", "BAD 3");
        for (int run = 0; run < 2; run++)
        {
            var fault = await Assert.ThrowsAsync<UnusablePhotoException>(() => bench.RunAsync(workers, strict: true));
            Assert.Equal(
                $"the photo {Path.Combine(bench.PhotoRoot, "daisy/p005.jpg")} cannot be used: 3 bytes are no picture; "
                    + "mend or remove it, or run without --strict to leave such photos out",
                fault.Message);
        }

        Assert.InRange(bench.NetworkRuns, 3, 12);
    }

    [Fact]
    public async Task ComputeAsync_NoPhotoUsable_CountsTheReasons()
    {
        using var bench = new Bench();
        for (int i = 0; i < 3; i++)
        {
            bench.Add($"a/{i}.jpg", "BAD " + i);
        }

        bench.Add("b/1.jpg", "BAD");
        var fault = await Assert.ThrowsAsync<RetrainException>(() => bench.RunAsync());
        Assert.Equal(
            "none of the 4 photos can be used: 3 x 5 bytes are no picture; "
                + $"1 x 3 bytes are no picture (the first is {Path.Combine(bench.PhotoRoot, "a/0.jpg")})", fault.Message);
    }

    [Fact]
    public async Task ComputeAsync_NoPhotos_YieldsNone()
    {
        using var bench = new Bench();
        Directory.CreateDirectory(bench.PhotoRoot);
        Assert.Equal(0, (await bench.RunAsync()).Features.Rows);
    }

    [Fact]
    public async Task ComputeAsync_NetworkFails_FailsWithItsFault()
    {
        using var bench = new Bench();
        bench.AddMany(20);
        bench.OnNetworkRun = number => _ = number == 5 ? throw new RetrainException("out of memory") : 0;
        Assert.Equal("out of memory", (await Assert.ThrowsAsync<RetrainException>(() => bench.RunAsync())).Message);
        bench.OnNetworkRun = null;
        Assert.InRange((await bench.RunAsync()).FromCache, 4, 6);
    }

    [Fact]
    public async Task ComputeAsync_Cancelled_EndsSoonAndKeepsWhatIsDone()
    {
        using var bench = new Bench { NetworkTime = TimeSpan.FromMilliseconds(20) };
        bench.AddMany(200);
        using var cancel = new CancellationTokenSource();
        long cancelledAt = 0;
        bench.OnNetworkRun = number =>
        {
            if (number == 10)
            {
                cancelledAt = Stopwatch.GetTimestamp();
                cancel.Cancel();
            }
        };
        var fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.RunAsync(token: cancel.Token));
        Assert.Equal(cancel.Token, fault.CancellationToken);
        Assert.InRange(Stopwatch.GetElapsedTime(cancelledAt).TotalSeconds, 0, 2);
        int done = bench.NetworkRuns;
        bench.NetworkTime = TimeSpan.Zero;
        Assert.InRange(done, 10, 14);
        BottleneckResult rest = await bench.RunAsync();
        Assert.Equal((200 - done, done), (rest.Computed, rest.FromCache));
        await bench.AssertAsWithoutCacheAsync(rest);
    }

    [Fact]
    public async Task ComputeAsync_CancelledBefore_DoesNothing()
    {
        using var bench = new Bench();
        bench.AddMany(2);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.RunAsync(token: cancel.Token));
        Assert.Equal(cancel.Token, fault.CancellationToken);
        Assert.Equal(0, bench.Decoded);
    }

    [Fact]
    public async Task ComputeAsync_SlowNetwork_ReportsRateAndTimeLeft()
    {
        using var bench = new Bench { NetworkTime = TimeSpan.FromMilliseconds(450) };
        bench.AddMany(8);
        var reports = new Recorder();
        await bench.RunAsync(workers: 1, progress: reports);
        (TimeSpan Time, BottleneckProgress Value)[] seen = reports.Seen;
        Assert.InRange(seen[0].Time.TotalSeconds, 0.5, 5);
        for (int i = 1; i < seen.Length; i++)
        {
            Assert.InRange((seen[i].Time - seen[i - 1].Time).TotalSeconds, 0, 2);
        }

        BottleneckProgress middle = seen[1].Value;
        Assert.InRange(middle.PerSecond, 1, 2.3);
        Assert.InRange(middle.Remaining.TotalSeconds, 1, 4);
        Assert.Equal(new BottleneckProgress(8, 8, 0, seen[^1].Value.PerSecond, TimeSpan.Zero), seen[^1].Value);
        Assert.True(seen.Length >= 4, "only " + seen.Length + " reports");
    }

    [Fact]
    public async Task ComputeAsync_AllFromCache_ReportsOnce()
    {
        using var bench = new Bench();
        bench.AddMany(5);
        await bench.RunAsync();
        var reports = new Recorder();
        await bench.RunAsync(progress: reports);
        Assert.Equal(new BottleneckProgress(5, 5, 5, 0, TimeSpan.Zero), Assert.Single(reports.Seen).Value);
    }

    [Fact]
    public async Task ComputeAsync_Times_CoverTheWorkersTime()
    {
        using var bench = new Bench { NetworkTime = TimeSpan.FromMilliseconds(10) };
        bench.AddMany(20);
        StageTimes times = (await bench.RunAsync()).Times;
        Assert.InRange(times.Network, 0.2, 2);
        Assert.All([times.Read, times.Hash, times.Store, times.Wait], seconds => Assert.InRange(seconds, 1e-9, 1));
    }

    private sealed class Recorder : IProgress<BottleneckProgress>
    {
        private readonly long start = Stopwatch.GetTimestamp();
        private readonly List<(TimeSpan, BottleneckProgress)> seen = [];

        public (TimeSpan Time, BottleneckProgress Value)[] Seen => [.. seen];

        public void Report(BottleneckProgress value) => seen.Add((Stopwatch.GetElapsedTime(start), value));
    }
}
