using System.Security.Cryptography;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Distorting;
using Retrain.Training;
using Retrain.Training.Distorting;

namespace Retrain.Tests.Training.Distorting;

public sealed class DistortedViewsTests : IDisposable
{
    private readonly DistortionBench bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task ComputeAsync_Views_DifferFromEachOtherAndFromPhotoToPhoto()
    {
        DistortedViews views = await ComputeAsync(bench.Job(views: 3));

        int[] training = bench.Data.RowsOf(PhotoSet.Training);
        Assert.Equal((30, 30), (views.Computed, bench.NetworkRuns));
        Assert.Equal(35, views.Data.Features.Rows);
        Assert.Equal(30, Enumerable.Range(0, 30).Select(r => string.Join(' ', views.Data.Features.Row(r).ToArray())).Distinct().Count());
        Assert.Equal(
            Enumerable.Range(0, 30).Select(r => bench.Data.Classes[training[r % 10]]), views.Data.Classes.Take(30));
        Assert.Equal(views.Data.RowsOf(PhotoSet.Training), Enumerable.Range(0, 30));
        int[] validation = bench.Data.RowsOf(PhotoSet.Validation);
        for (int i = 0; i < validation.Length; i++)
        {
            Assert.Equal(bench.Data.Features.Row(validation[i]).ToArray(), views.Data.Features.Row(30 + i).ToArray());
            Assert.Equal((bench.Data.Classes[validation[i]], PhotoSet.Validation), (views.Data.Classes[30 + i], views.Data.Sets[30 + i]));
        }
    }

    /// <summary>The cache relies on it: a view is a function of the photo's bytes, the options and its number alone.</summary>
    [Fact]
    public async Task ComputeAsync_View_IsDrawnByItsNumberAndThePhotosContent()
    {
        DistortionJob job = bench.Job(views: 2);
        DistortedViews views = await ComputeAsync(job);
        int[] training = bench.Data.RowsOf(PhotoSet.Training);
        for (int row = 0; row < 20; row++)
        {
            int photo = training[row % 10];
            byte[] hash = SHA256.HashData(await File.ReadAllBytesAsync(bench.Photos[photo].Path, Token));
            var stream = new DistortionStream(0, $"distorted view {row / 10}");
            float[] expected = bench.Expected(photo, stream.Draw(BitConverter.ToInt64(hash)), job.Distortions);
            Assert.Equal(expected, views.Data.Features.Row(row).ToArray());
        }
    }

    [Fact]
    public async Task ComputeAsync_MemoryForPictures_ChangesNothing()
    {
        DistortionJob job = bench.Job(views: 2) with { Bottlenecks = new BottleneckOptions() };
        DistortedViews kept = await ComputeAsync(job);
        DistortedViews decoded = await ComputeAsync(job with { PictureMemory = 0 });
        Assert.Equal(kept.Data.Features.ToArray(), decoded.Data.Features.ToArray());
    }

    [Fact]
    public async Task ComputeAsync_Again_ReadsNoPhotoAndRunsNoNetwork()
    {
        DistortedViews first = await ComputeAsync(bench.Job(views: 3, workers: 1));
        DistortedViews again = await ComputeAsync(bench.Job(views: 3, workers: 4));
        Assert.Equal((0, 0), (again.Computed, again.FilesRead));
        Assert.Equal((30, 1), (bench.NetworkRuns, bench.NetworksOpened));
        Assert.Equal(first.Data.Features.ToArray(), again.Data.Features.ToArray());
    }

    [Fact]
    public async Task ComputeAsync_WithoutCacheOrWithOtherWorkersAndSeed_GivesTheSameViews()
    {
        DistortedViews cached = await ComputeAsync(bench.Job(views: 2));
        DistortionJob job = bench.Job(views: 2, workers: 5);
        DistortedViews fresh = await ComputeAsync(job with { Bottlenecks = new BottleneckOptions(), Sgd = job.Sgd with { Seed = 99 } });
        Assert.Equal(20, fresh.Computed);
        Assert.Equal(cached.Data.Features.ToArray(), fresh.Data.Features.ToArray());
    }

    [Fact]
    public async Task ComputeAsync_MoreViews_ComputesOnlyTheNewOnes()
    {
        DistortedViews two = await ComputeAsync(bench.Job(views: 2));
        DistortedViews three = await ComputeAsync(bench.Job(views: 3));
        Assert.Equal(10, three.Computed);
        Assert.Equal(two.Data.Features.ToArray()[..(20 * DistortionBench.Features)],
            three.Data.Features.ToArray()[..(20 * DistortionBench.Features)]);
    }

    /// <summary>Every option is part of the key: another one must never be served these views.</summary>
    [Theory]
    [InlineData(false, 20, 30, 25)]
    [InlineData(true, 21, 30, 25)]
    [InlineData(true, 20, 31, 25)]
    [InlineData(true, 20, 30, 26)]
    public async Task ComputeAsync_OtherDistortions_ComputesAnew(bool flip, int crop, int scale, int brightness)
    {
        await ComputeAsync(bench.Job(views: 1));
        DistortionJob job = bench.Job(views: 1);
        DistortedViews other = await ComputeAsync(job with
        {
            Distortions = job.Distortions with
            {
                FlipLeftRight = flip, RandomCrop = crop, RandomScale = scale, RandomBrightness = brightness,
            },
        });
        Assert.Equal(10, other.Computed);
    }

    [Fact]
    public async Task ComputeAsync_MovedPhotos_KeepTheirViews()
    {
        DistortedViews before = await ComputeAsync(bench.Job(views: 2));
        foreach (Photo photo in bench.Photos)
        {
            File.Move(photo.Path, photo.Path + ".moved");
        }

        DistortionJob job = bench.Job(views: 2);
        DistortedViews after = await ComputeAsync(job with { Photos = [.. job.Photos.Select(p => p with { Path = p.Path + ".moved" })] });
        Assert.Equal(20, bench.NetworkRuns);
        Assert.Equal(before.Data.Features.ToArray(), after.Data.Features.ToArray());
    }

    [Fact]
    public async Task Draw_Slots_ArePhotosOfCachedBatchesInAllViews()
    {
        DistortedViews views = await ComputeAsync(bench.Job(views: 3));
        var plain = new CachedBatches(bench.Data, PhotoSet.Training, 4, 7);
        int[] training = bench.Data.RowsOf(PhotoSet.Training);
        int[] seen = new int[3];
        for (int step = 0; step < 600; step++)
        {
            TrainingBatch photos = plain.Draw(step);
            TrainingBatch batch = views.Draw(step);
            Assert.Equal(photos.Truth, batch.Truth);
            Assert.Equal(photos.Rows, batch.Rows.Select(row => training[row % 10]));
            foreach (int row in batch.Rows)
            {
                seen[row / 10]++;
            }
        }

        Assert.All(seen, count => Assert.InRange(count, 700, 900));
        int[] at7 = [.. views.Draw(7).Rows];
        Assert.Equal(at7, (await ComputeAsync(bench.Job(views: 3))).Draw(7).Rows);
    }

    [Fact]
    public async Task ComputeAsync_PhotoThatIsGone_EndsInOneErrorThatNamesIt()
    {
        File.Delete(bench.Photos[1].Path);
        RetrainException fault = await Assert.ThrowsAsync<RetrainException>(() => ComputeAsync(bench.Job(views: 2)));
        Assert.Equal($"the photo {bench.Photos[1].Path} could be used before, but not for its distorted views: no such file; "
            + "put it back and run again", fault.Message);
    }

    [Fact]
    public async Task ComputeAsync_Progress_CountsAllViewsTogether()
    {
        var reports = new List<BottleneckProgress>();
        await DistortedViews.ComputeAsync(bench.Job(views: 3), new RelayProgress<BottleneckProgress>(reports.Add), Token);
        Assert.Equal([10, 20, 30], reports.Select(r => r.Done).Where(done => done % 10 == 0 && done > 0).Distinct());
        Assert.All(reports, r => Assert.Equal(30, r.Total));
        reports.Clear();
        await DistortedViews.ComputeAsync(bench.Job(views: 3), new RelayProgress<BottleneckProgress>(reports.Add), Token);
        Assert.Equal((30, 30), (reports[^1].Done, reports[^1].FromCache));
    }

    private static Task<DistortedViews> ComputeAsync(DistortionJob job) => DistortedViews.ComputeAsync(job, null, Token);
}
