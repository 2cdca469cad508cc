using System.Text;
using Retrain.Photos;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos.Decoding;
using Retrain.Prediction;
using Retrain.Tests.Models;
using PhotoPrediction = Retrain.Prediction.Prediction;

namespace Retrain.Tests.Prediction;

public sealed class PredictorTests : IDisposable
{
    private static readonly byte[] Model = ModelFixture.Model();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Predict_ModelFolder_GivesSortedLabelsAndScores()
    {
        ModelFolder.Write(folder["model"], Model, "", "");
        using Predictor predictor = Predictor.Load(folder["model"], null, ModelFixture.Read);
        var prediction = predictor.Predict("flower"u8.ToArray(), "f.jpg");
        double[] expected = ModelFixture.Scores(
            ModelFixture.Head(), ModelFixture.Run(ModelFixture.Network, "features", ModelFixture.Input("flower")));
        Assert.Equal("f.jpg", prediction.File);
        Assert.Null(prediction.Problem);
        Assert.Equal(ModelFixture.Flowers, predictor.Labels);
        Assert.Equal(expected.Select((score, i) => (score, ModelFixture.Flowers[i])).OrderDescending().Select(p => p.Item2),
            prediction.Scores.Select(s => s.Label));
        Assert.All(prediction.Scores, s => Assert.Equal(expected[s.Index], s.Score, 1e-6));
        Assert.Equal(prediction.Scores[0], prediction.Best);
        Assert.Equal((64, 64), (predictor.Preprocessing.Width, predictor.Preprocessing.Height));
        Assert.Equal("features", predictor.Metadata!.Tap);
    }

    [Fact]
    public async Task Predict_EveryWayAndEveryTime_IsBitEqual()
    {
        string path = folder.Write("odd.jpg", "odd flower"u8);
        using Predictor predictor = Load(Model);
        PhotoPrediction first = predictor.Predict(path);
        byte[] file = File.ReadAllBytes(path);
        List<PhotoPrediction> others = [predictor.Predict(file, path)];
        using (FileStream stream = File.OpenRead(path))
        {
            others.Add(predictor.Predict(stream, path));
        }

        others.AddRange(Enumerable.Range(0, 8).Select(_ => predictor.Predict(path)));
        others.AddRange(await predictor.PredictManyAsync(Enumerable.Repeat(path, 20)).ToListAsync(TestContext.Current.CancellationToken));
        others.AddRange(Enumerable.Range(0, 40).AsParallel().WithDegreeOfParallelism(8).Select(_ => predictor.Predict(path)));
        using Predictor again = Load(Model);
        others.Add(again.Predict(path));
        Assert.Equal(["odd on purpose"], first.Notes);
        Assert.All(others, other => Assert.Equal(first.Scores, other.Scores));
        Assert.All(others, other => Assert.Equal(first.Notes, other.Notes));
    }

    [Fact]
    public void Predict_UnusableFiles_AreResultsWithAProblem()
    {
        using Predictor predictor = Load(Model);
        Assert.Equal("broken on purpose", predictor.Predict(folder.Write("bad.jpg", "bad"u8)).Problem);
        Assert.Equal("no such file", predictor.Predict(folder["none.jpg"]).Problem);
        Assert.Equal("no such file", predictor.Predict(folder["none", "none.jpg"]).Problem);
        Assert.Equal("a folder, not a file", predictor.Predict(folder.FullPath).Problem);
        Assert.NotNull(predictor.Predict("").Problem);
        Assert.NotNull(predictor.Predict("a\0b").Problem);
        Assert.Empty(predictor.Predict(folder["none.jpg"]).Scores);
        Assert.Throws<InvalidOperationException>(() => predictor.Predict(folder["none.jpg"]).Best);
    }

    [Fact]
    public void Predict_AThousandTimes_KeepsMemory()
    {
        string path = folder.Write("p.jpg", new byte[200_000]);
        using Predictor predictor = Predictor.Load(Save(Model), null, (_, _, _, _) => ModelFixture.Unusable("no network"));
        _ = predictor.Predict(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _ = predictor.Predict(path);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 0, 2000);
    }

    [Fact]
    public void Predict_WithTheNetwork_AllocatesAFewObjectsOnly()
    {
        using Predictor predictor = Predictor.Load(Save(Model), null, (_, _, _, input) =>
        {
            input.Fill(0.5f);
            return new PhotoReading(null, [], 0, 0);
        });
        byte[] file = [1];
        _ = predictor.Predict(file, "x");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            _ = predictor.Predict(file, "x");
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 50, 0, 8000);
    }

    [Fact]
    public async Task PredictMany_OneBadAmongMany_KeepsOrderAndGoesOn()
    {
        using Predictor predictor = Load(Model);
        string[] paths = [.. Enumerable.Range(0, 60).Select(
            i => folder.Write($"p{i}.jpg", i == 31 ? "bad"u8 : Encoding.UTF8.GetBytes("p" + i)))];
        List<PhotoPrediction> predictions = await predictor.PredictManyAsync(paths).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(paths, predictions.Select(p => p.File));
        Assert.Equal([31], predictions.Index().Where(p => p.Item.Problem is not null).Select(p => p.Index));
        Assert.Equal(predictor.Predict(paths[7]).Scores, predictions[7].Scores);
        Assert.NotEqual(predictions[8].Scores[0].Score, predictions[7].Scores[0].Score);
    }

    [Fact]
    public async Task PredictMany_SlowFirstPhoto_ReadsOnlyALittleAheadAndUsesAllWorkers()
    {
        using var gate = new ManualResetEventSlim();
        int running = 0;
        int most = 0;
        using Predictor predictor = Predictor.Load(Save(Model), new PredictorOptions { Workers = 3 }, (_, name, _, _) =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (name.EndsWith("p0", StringComparison.Ordinal))
            {
                Assert.True(gate.Wait(TimeSpan.FromSeconds(20)));
            }

            Thread.Sleep(2);
            Interlocked.Decrement(ref running);
            return ModelFixture.Unusable("x");
        });
        int asked = 0;
        IEnumerable<string> Paths()
        {
            for (int i = 0; i < 200; i++)
            {
                Interlocked.Increment(ref asked);
                yield return folder.Write("p" + i, "x"u8);
            }
        }

        IAsyncEnumerator<PhotoPrediction> results = predictor.PredictManyAsync(Paths())
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        ValueTask<bool> first = results.MoveNextAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);
        Assert.InRange(Volatile.Read(ref asked), 4, 3 * 4 + 3);
        gate.Set();
        int count = 0;
        for (bool more = await first; more; more = await results.MoveNextAsync())
        {
            Assert.Equal(folder["p" + count++], results.Current.File);
        }

        await results.DisposeAsync();
        Assert.Equal(200, count);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task PredictMany_StoppedEarlyOrCancelled_LeavesNothingRunning()
    {
        int running = 0;
        using Predictor predictor = Predictor.Load(Save(Model), null, (_, _, _, _) =>
        {
            Interlocked.Increment(ref running);
            Thread.Sleep(5);
            Interlocked.Decrement(ref running);
            return ModelFixture.Unusable("x");
        });
        string path = folder.Write("p", "x"u8);
        await foreach (PhotoPrediction _ in predictor.PredictManyAsync(Enumerable.Repeat(path, 1000)))
        {
            break;
        }

        Assert.Equal(0, Volatile.Read(ref running));
        using var cancel = new CancellationTokenSource();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            int count = 0;
            await foreach (PhotoPrediction _ in predictor.PredictManyAsync(Enumerable.Repeat(path, 1000)).WithCancellation(cancel.Token))
            {
                if (++count == 3)
                {
                    await cancel.CancelAsync();
                }
            }
        });
        Assert.Equal(cancel.Token, e.CancellationToken);
        Assert.Equal(0, Volatile.Read(ref running));
    }

    [Fact]
    public async Task PredictMany_PathsThatFail_PassTheFailureOn()
    {
        using Predictor predictor = Load(Model);
        static IEnumerable<string> Paths()
        {
            yield return "none.jpg";
            throw new FormatException("paths");
        }

        var results = new List<PhotoPrediction>();
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (PhotoPrediction prediction in predictor.PredictManyAsync(Paths()))
            {
                results.Add(prediction);
            }
        });
        Assert.Single(results);
    }

    [Fact]
    public async Task Dispose_WhileAPhotoIsInWork_LetsItFinish()
    {
        using var started = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        Predictor predictor = Predictor.Load(Save(Model), null, (_, _, _, input) =>
        {
            input.Fill(0.25f);
            started.Set();
            Assert.True(gate.Wait(TimeSpan.FromSeconds(20)));
            return new PhotoReading(null, [], 0, 0);
        });
        Task<PhotoPrediction> prediction = Task.Run(() => predictor.Predict("x"u8.ToArray(), "x"), TestContext.Current.CancellationToken);
        Assert.True(started.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        predictor.Dispose();
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict("x"u8.ToArray(), "x"));
        gate.Set();
        Assert.Equal(5, (await prediction).Scores.Count);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int before = Volatile.Read(ref target); before < value; before = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, before);
        }
    }

    private string Save(byte[] model) => folder.Write("m.onnx", model);

    private Predictor Load(byte[] model) => Predictor.Load(Save(model), null, ModelFixture.Read);
}
