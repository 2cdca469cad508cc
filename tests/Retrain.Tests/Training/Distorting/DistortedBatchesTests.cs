using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Distorting;
using Retrain.Training;
using Retrain.Training.Distorting;

namespace Retrain.Tests.Training.Distorting;

public sealed class DistortedBatchesTests : IDisposable
{
    private readonly DistortionBench bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Draw_EachSlot_IsThePhotoOfCachedBatchesDistortedByItsOwnDraw()
    {
        DistortionJob job = bench.Job();
        var plain = new CachedBatches(bench.Data, PhotoSet.Training, 4, 7);
        var stream = new DistortionStream(7, "distortions");
        using var batches = new DistortedBatches(job, null, Token);
        for (int step = 0; step < 3; step++)
        {
            TrainingBatch batch = batches.Draw(step);
            TrainingBatch photos = plain.Draw(step);
            Assert.Equal([0, 1, 2, 3], batch.Rows);
            Assert.Equal(photos.Truth, batch.Truth);
            for (int slot = 0; slot < 4; slot++)
            {
                float[] expected = bench.Expected(photos.Rows[slot], stream.Draw(step, slot), job.Distortions);
                Assert.Equal(expected, batch.Features.Row(slot).ToArray());
            }
        }
    }

    /// <summary>Each distorted photo costs one pass, and nothing is computed beyond the last step.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Draw_AnyNumberOfWorkers_GivesTheSameBatchesForOnePassEach(int workers)
    {
        float[][] expected = DrawAll(bench.Job(workers: 2));
        Assert.Equal(40, bench.NetworkRuns);
        float[][] actual = DrawAll(bench.Job(workers));
        Assert.Equal(expected, actual);
        Assert.Equal(80, bench.NetworkRuns);
    }

    [Fact]
    public void Draw_FromStep7Again_IsWhatTheUninterruptedRunGot()
    {
        float[][] whole = DrawAll(bench.Job());
        using var resumed = new DistortedBatches(bench.Job(), null, Token);
        for (int step = 7; step < 10; step++)
        {
            Assert.Equal(whole[step], resumed.Draw(step).Features.ToArray());
        }

        // A step again, steps passed over, steps gone by: all that a trainer might ask.
        foreach (int step in new[] { 9, 9, 2, 3, 6, 0, 1, 2, 8 })
        {
            Assert.Equal(whole[step], resumed.Draw(step).Features.ToArray());
        }
    }

    [Fact]
    public void Draw_MemoryForPictures_SavesDecodingAndChangesNothing()
    {
        float[][] kept = DrawAll(bench.Job(workers: 1), out int decodings);
        Assert.InRange(decodings, 1, 10);
        float[][] again = DrawAll(bench.Job(workers: 1) with { PictureMemory = 0 }, out decodings);
        Assert.Equal(40, decodings);
        Assert.Equal(kept, again);
    }

    [Fact]
    public void Draw_WorkersRunAhead_ButNotFurtherThanTheBatchesAllowed()
    {
        using var batches = new DistortedBatches(bench.Job(workers: 2, steps: 1000) with { BatchMemory = 1 }, null, Token);
        batches.Draw(0);
        SpinWait.SpinUntil(() => bench.NetworkRuns == 8, TimeSpan.FromSeconds(30));
        Thread.Sleep(50);
        Assert.Equal(8, bench.NetworkRuns);
        batches.Draw(1);
        SpinWait.SpinUntil(() => bench.NetworkRuns == 12, TimeSpan.FromSeconds(30));
        Assert.Equal(12, bench.NetworkRuns);
    }

    [Fact]
    public void Draw_PhotoThatIsGone_EndsInOneErrorThatNamesIt()
    {
        Photo gone = bench.Photos[0];
        File.Delete(gone.Path);
        using var batches = new DistortedBatches(bench.Job(), null, Token);
        RetrainException fault = Assert.Throws<RetrainException>(() =>
        {
            for (int step = 0; step < 10; step++)
            {
                batches.Draw(step);
            }
        });
        Assert.Equal(
            $"the photo {gone.Path} could be used when its bottleneck was computed, but cannot be distorted now: no such file; "
                + "put it back and run again", fault.Message);
        Assert.Same(fault, Assert.Throws<RetrainException>(() => batches.Draw(9)));
    }

    [Fact]
    public void Draw_NetworkFails_ThrowsItsFault()
    {
        bench.OnNetworkRun = number => _ = number == 6 ? throw new RetrainException("the network bench failed") : 0;
        using var batches = new DistortedBatches(bench.Job(), null, Token);
        Assert.Equal("the network bench failed", Assert.Throws<RetrainException>(() => DrawAll(batches)).Message);
    }

    [Fact]
    public async Task Draw_Cancelled_ThrowsWhileItWaits()
    {
        using var source = new CancellationTokenSource();
        using var hold = new ManualResetEventSlim();
        bench.OnNetworkRun = _ => hold.Wait(Token);
        using var batches = new DistortedBatches(bench.Job(), null, source.Token);
        try
        {
            var drawing = Task.Run(() => batches.Draw(0), Token);
            await Task.Delay(50, Token);
            Assert.False(drawing.IsCompleted);
            await source.CancelAsync();
            OperationCanceledException fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drawing);
            Assert.Equal(source.Token, fault.CancellationToken);
        }
        finally
        {
            hold.Set();
        }
    }

    [Fact]
    public void Dispose_Amid_StopsAfterThePhotosInWork()
    {
        var batches = new DistortedBatches(bench.Job(workers: 3, steps: 1000), null, Token);
        batches.Draw(0);
        batches.Dispose();
        batches.Dispose();
        int runs = bench.NetworkRuns;
        Thread.Sleep(50);
        Assert.Equal(runs, bench.NetworkRuns);
        Assert.Throws<ObjectDisposedException>(() => batches.Draw(1));
    }

    [Fact]
    public void MeasureRate_ComputesNothingInVain()
    {
        bench.OnNetworkRun = _ => Thread.Sleep(2);
        using var batches = new DistortedBatches(bench.Job(), null, Token);
        Assert.InRange(batches.MeasureRate(TimeSpan.FromSeconds(1)), 1, 1000);
        DrawAll(batches);
        Assert.Equal(40, bench.NetworkRuns);
    }

    [Fact]
    public void Draw_Progress_CountsPhotosOfAllSteps()
    {
        var reports = new List<BottleneckProgress>();
        DistortionJob job = bench.Job();
        job = job with { Parts = job.Parts with { ReportInterval = TimeSpan.Zero } };
        using var batches = new DistortedBatches(job, new RelayProgress<BottleneckProgress>(reports.Add), Token);
        DrawAll(batches);
        Assert.Equal([8, 12, 16, 20, 24, 28, 32, 36, 40], reports.Select(r => r.Done));
        Assert.All(reports, r => Assert.Equal((40, 0), (r.Total, r.FromCache)));
        Assert.All(reports, r => Assert.True(r.PerSecond > 0));
    }

    /// <summary>A batch of the whole set, at which the original dies (recorded case flip_whole_set).</summary>
    [Fact]
    public void Draw_WholeSet_DistortsEveryTrainingPhoto()
    {
        using var batches = new DistortedBatches(bench.Job(batch: -1), null, Token);
        Assert.Equal(10, batches.Count);
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3, 4, 4], batches.Draw(0).Truth);
    }

    private static float[][] DrawAll(DistortionJob job) => DrawAll(job, out _);

    private static float[][] DrawAll(DistortionJob job, out int decodings)
    {
        using var batches = new DistortedBatches(job, null, Token);
        float[][] all = DrawAll(batches);
        decodings = batches.Decodings;
        return all;
    }

    private static float[][] DrawAll(DistortedBatches batches) =>
        [.. Enumerable.Range(0, 10).Select(step => (float[])batches.Draw(step).Features.ToArray().Clone())];
}
