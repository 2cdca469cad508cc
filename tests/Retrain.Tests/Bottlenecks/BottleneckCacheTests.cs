using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Photos;

namespace Retrain.Tests.Bottlenecks;

/// <summary>What a second run has to do after this or that has changed.</summary>
public sealed class BottleneckCacheTests : IDisposable
{
    private readonly Bench bench = new();

    public BottleneckCacheTests()
    {
        bench.AddMany(30);
        bench.Add("daisy/bad.jpg", "BAD");
        bench.Add("rose/wrong.jpg", "PNG 1");
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task SecondRun_NothingChanged_ReadsAndComputesNothing()
    {
        Expect(await bench.RunAsync(), computed: 31, fromCache: 0, read: 32);
        int decoded = bench.Decoded;
        BottleneckResult warm = await bench.RunAsync();
        Expect(warm, computed: 0, fromCache: 31, read: 0);
        Assert.Equal((decoded, 1), (bench.Decoded, bench.NetworksOpened));
        Assert.Equal("daisy/bad.jpg", Assert.Single(warm.Unusable).Photo.Name);
        Assert.Equal("name says .jpg, content is png", Assert.Single(warm.Notes).Text);
        await bench.AssertAsWithoutCacheAsync(warm);
    }

    [Fact]
    public async Task SecondRun_PhotosNotReadable_StillKnowsThem()
    {
        await bench.RunAsync();
        // Same size, time and all: only the bytes cannot be had.
        BottleneckResult warm = await bench.RunAsync(
            parts: bench.Parts with { ReadPhoto = (_, _, _, _) => throw new InvalidOperationException("must not be read") });
        Expect(warm, computed: 0, fromCache: 31, read: 0);
    }

    [Fact]
    public async Task SecondRun_PhotoEdited_ComputesThatOne()
    {
        await bench.RunAsync();
        bench.Add("daisy/p004.jpg", "another picture");
        await ExpectNextAsync(computed: 1, fromCache: 30, read: 1);
        await ExpectNextAsync(computed: 0, fromCache: 31, read: 0);
    }

    [Fact]
    public async Task SecondRun_PhotoReplacedBySameSizeAndDate_ComputesThatOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the file system's own time of change");
        await bench.RunAsync();
        string path = bench.List()[3].Path;
        DateTime date = File.GetLastWriteTimeUtc(path);
        byte[] content = File.ReadAllBytes(path);
        content[0] ^= 1;
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, date);
        await ExpectNextAsync(computed: 1, fromCache: 30, read: 1);
    }

    [Fact]
    public async Task SecondRun_PhotoTouched_ReadsItAndComputesNothing()
    {
        await bench.RunAsync();
        File.SetLastWriteTimeUtc(bench.List()[3].Path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await ExpectNextAsync(computed: 0, fromCache: 31, read: 1);
        await ExpectNextAsync(computed: 0, fromCache: 31, read: 0);
    }

    [Fact]
    public async Task SecondRun_FolderMoved_ReadsAndComputesNothing()
    {
        await bench.RunAsync();
        Directory.Move(Path.Combine(bench.PhotoRoot, "daisy"), Path.Combine(bench.PhotoRoot, "bellis"));
        BottleneckResult moved = await bench.RunAsync();
        Expect(moved, computed: 0, fromCache: 31, read: 16);
        Assert.Equal(1, bench.NetworksOpened);
        await bench.AssertAsWithoutCacheAsync(moved);
    }

    [Fact]
    public async Task SecondRun_PhotoRenamed_ReadsItAndComputesNothing()
    {
        await bench.RunAsync();
        File.Move(Path.Combine(bench.PhotoRoot, "rose/p001.jpg"), Path.Combine(bench.PhotoRoot, "rose/new name.jpg"));
        await ExpectNextAsync(computed: 0, fromCache: 31, read: 1);
    }

    [Fact]
    public async Task SecondRun_PhotoGetsTheRightEnding_LosesItsNoteAndIsNotComputed()
    {
        await bench.RunAsync();
        File.Move(Path.Combine(bench.PhotoRoot, "rose/wrong.jpg"), Path.Combine(bench.PhotoRoot, "rose/right.png"));
        int networkRuns = bench.NetworkRuns;
        Assert.Empty((await ExpectNextAsync(computed: 0, fromCache: 31, read: 1)).Notes);
        Assert.Empty((await ExpectNextAsync(computed: 0, fromCache: 31, read: 0)).Notes);
        // Only the comparisons without cache ran it.
        Assert.Equal(networkRuns + (2 * 31), bench.NetworkRuns);
    }

    [Fact]
    public async Task SecondRun_PhotosDeleted_LeavesThemOut()
    {
        await bench.RunAsync();
        foreach (Photo photo in bench.List().Skip(5).Take(10))
        {
            File.Delete(photo.Path);
        }

        await ExpectNextAsync(computed: 0, fromCache: 21, read: 0);
    }

    [Fact]
    public async Task SecondRun_ClassAddedRenamedAndPhotosChanged_EqualsARunFromNothing()
    {
        await bench.RunAsync();
        bench.Add("tulip/1.jpg", "tulip 1");
        bench.Add("tulip/2.jpg", "p 3");
        Directory.Move(Path.Combine(bench.PhotoRoot, "rose"), Path.Combine(bench.PhotoRoot, "rosa"));
        File.Delete(Path.Combine(bench.PhotoRoot, "daisy/p002.jpg"));
        bench.Add("daisy/p008.jpg", "replaced");
        // Swapped: the same files under each other's names.
        File.Move(Path.Combine(bench.PhotoRoot, "daisy/p010.jpg"), Path.Combine(bench.PhotoRoot, "daisy/t"));
        File.Move(Path.Combine(bench.PhotoRoot, "daisy/p012.jpg"), Path.Combine(bench.PhotoRoot, "daisy/p010.jpg"));
        File.Move(Path.Combine(bench.PhotoRoot, "daisy/t"), Path.Combine(bench.PhotoRoot, "daisy/p012.jpg"));
        await ExpectNextAsync(computed: 2, fromCache: 30, read: 2 + 16 + 1 + 2);
        await ExpectNextAsync(computed: 0, fromCache: 32, read: 0);
    }

    [Fact]
    public async Task SecondRun_DamagedPhotoMended_UsesIt()
    {
        await bench.RunAsync();
        bench.Add("daisy/bad.jpg", "good now");
        Assert.Empty((await ExpectNextAsync(computed: 1, fromCache: 31, read: 1)).Unusable);
    }

    [Fact]
    public async Task SecondRun_OtherTapSizeOrPixelCode_ComputesAndKeepsBoth()
    {
        await bench.RunAsync();
        Backbone first = bench.Backbone;
        Backbone[] others =
        [
            first with { Tap = "other" },
            first with { Network = new byte[] { 9 } },
            first with { Preprocessing = first.Preprocessing with { Width = 5 } },
            first with { Preprocessing = first.Preprocessing with { Version = Preprocessing.CurrentVersion + 1 } },
        ];
        foreach (Backbone other in others)
        {
            bench.Backbone = other;
            Expect(await bench.RunAsync(), computed: 31, fromCache: 0, read: 32);
            await ExpectNextAsync(computed: 0, fromCache: 31, read: 0);
            bench.Backbone = first;
            await ExpectNextAsync(computed: 0, fromCache: 31, read: 0);
        }
    }

    [Fact]
    public async Task SecondRun_FileJustWrittenWhenRead_IsReadAgainAndNotComputed()
    {
        // By the machine's own clock: a file that changed within the clock's step could change again unseen.
        bench.Add("rose/late.jpg", "late");
        var parts = bench.Parts with { Clock = new StoppedClock(File.GetLastWriteTimeUtc(Path.Combine(bench.PhotoRoot, "rose/late.jpg"))) };
        await bench.RunAsync(parts: parts);
        BottleneckResult second = await bench.RunAsync();
        Assert.Equal((0, 32), (second.Computed, second.FromCache));
        Assert.InRange(second.FilesRead, 1, 33);
        await ExpectNextAsync(computed: 0, fromCache: 32, read: 0);
    }

    [Fact]
    public async Task TwoRunsAtOnce_OneCache_BothSucceedAndFillIt()
    {
        bench.AddMany(150, "q");
        BottleneckResult[] results = await Task.WhenAll(bench.RunAsync(), bench.RunAsync(), bench.RunAsync());
        Assert.All(results, result => Assert.Empty(result.CacheNotices));
        await bench.AssertAsWithoutCacheAsync(results[0]);
        Assert.Equal(results[0].Features.ToArray(), results[1].Features.ToArray());
        await ExpectNextAsync(computed: 0, fromCache: 181, read: 0);
    }

    [Fact]
    public async Task Run_Finished_LeavesOneFile()
    {
        await bench.RunAsync();
        Assert.Equal(["bottlenecks.sqlite"], Directory.EnumerateFileSystemEntries(bench.CacheFolder).Select(Path.GetFileName));
    }

    private async Task<BottleneckResult> ExpectNextAsync(int computed, int fromCache, int read)
    {
        BottleneckResult result = await bench.RunAsync();
        Expect(result, computed, fromCache, read);
        await bench.AssertAsWithoutCacheAsync(result);
        return result;
    }

    private static void Expect(BottleneckResult result, int computed, int fromCache, int read)
    {
        Assert.Empty(result.CacheNotices);
        Assert.Equal((computed, fromCache, read), (result.Computed, result.FromCache, result.FilesRead));
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
