using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Models;
using Retrain.Prediction;
using Retrain.Samples;
using Retrain.Tests.Models;
using PhotoPrediction = Retrain.Prediction.Prediction;

namespace Retrain.Tests.Prediction;

/// <summary>
/// The predictor with the real decoder and the embedded network at its own size. Alone, since the memory of the process is measured.
/// </summary>
[Collection(nameof(WholePredictorTests))]
[CollectionDefinition(nameof(WholePredictorTests), DisableParallelization = true)]
public sealed class WholePredictorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Predictor predictor;

    public WholePredictorTests()
    {
        Backbone backbone = Backbone.Embedded;
        predictor = Predictor.Load(folder.Write("m.onnx", ModelBuilder.Build(
            backbone, ModelFixture.Head(backbone.Features), ModelMetadata.For(backbone, ModelFixture.Flowers, "1.2.3"))));
    }

    public void Dispose()
    {
        predictor.Dispose();
        folder.Dispose();
    }

    /// <summary>FIELD_CASES P05 and P14.</summary>
    [Theory]
    [InlineData("jpeg/baseline_160x120.jpg")]
    [InlineData("jpeg/grey.jpg")]
    [InlineData("jpeg/exif_orientation_6.jpg")]
    [InlineData("png/black_digit_transparent.png")]
    [InlineData("gif/animated_5.gif")]
    [InlineData("misnamed/webp_lossy.jpeg")]
    public async Task Predict_ByPathBytesAndStreamFirstAndLater_IsBitEqual(string picture)
    {
        string path = SharedData.Fixture("decoding", "files", picture);
        byte[] file = File.ReadAllBytes(path);
        PhotoPrediction first = predictor.Predict(path);
        using var stream = new MemoryStream(file);
        List<PhotoPrediction> others = [predictor.Predict(file, path), predictor.Predict(stream, path)];
        others.AddRange(Enumerable.Range(0, 8).Select(_ => predictor.Predict(path)));
        others.AddRange(await predictor.PredictManyAsync(Enumerable.Repeat(path, 5)).ToListAsync(TestContext.Current.CancellationToken));

        Assert.Null(first.Problem);
        Assert.All(others, other => Assert.Equal(first.Scores, other.Scores));
    }

    /// <summary>FIELD_CASES T13; tests/long/label-thousand.sh does a thousand and T14's rate.</summary>
    [Fact]
    public async Task Predict_TwoHundredPhotos_KeepsTheMemoryOfTheProcess()
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 10 }, TestContext.Current.CancellationToken);
        string[] photos = Directory.GetFiles(folder["flowers"], "*.jpg", SearchOption.AllDirectories);
        await PredictAllAsync(50);
        long before = Memory();
        await PredictAllAsync(200);
        Assert.InRange(Memory() - before, long.MinValue, 10 << 20);

        async Task PredictAllAsync(int count)
        {
            IEnumerable<string> paths = Enumerable.Range(0, count).Select(i => photos[i % photos.Length]);
            Assert.Equal(count,
                await predictor.PredictManyAsync(paths).CountAsync(p => p.Problem is null, TestContext.Current.CancellationToken));
        }

        static long Memory()
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
