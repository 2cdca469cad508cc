using System.Text.Json;
using Retrain.Backbones;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Samples;
using Retrain.Training;

namespace Retrain.Tests;

/// <summary>The whole job through the library, on drawn pictures at a small input size.</summary>
public sealed class RetrainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Backbone backbone = Backbone.Embedded.WithImageSize(32);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    /// <summary>FIELD_CASES M06: the figures are those of the file that is delivered, on the photos that the split names.</summary>
    [Fact]
    public async Task SaveAsync_ModelRunOnItsTestPhotos_HasTheFiguresOfItsMetrics()
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 20 }, Token);
        var options = new RetrainOptions
        {
            Sgd = new SgdOptions { Steps = 30 },
            Split = new SplitOptions { TestingPercentage = 40 },
        };
        RetrainResult result = await Retrainer.RunAsync(PhotoFolder.Open(folder["flowers"]), backbone, options, null, Token);
        await result.Model.SaveAsync(folder["model"], null, Token);

        string[] testPhotos = [.. File.ReadLines(folder["model", "split.csv"]).Where(l => l.EndsWith(",testing", StringComparison.Ordinal))
            .Select(l => l.Split(',')[0].Trim('"'))];
        using Predictor predictor = Predictor.Load(folder["model"]);
        int[,] counts = new int[5, 5];
        foreach (string photo in testPhotos)
        {
            int truth = predictor.Labels.Index().Single(l => l.Item == photo.Split('/')[0]).Index;
            counts[truth, predictor.Predict(Path.Combine(folder["flowers"], photo)).Best.Index]++;
        }

        JsonElement metrics = JsonDocument.Parse(File.ReadAllText(folder["model", "metrics.json"])).RootElement;
        JsonElement[] rows = [.. metrics.GetProperty("confusion").GetProperty("counts").EnumerateArray()];
        Assert.Equal(counts.Cast<int>(), rows.SelectMany(r => r.EnumerateArray().Select(n => n.GetInt32())));
        int right = Enumerable.Range(0, 5).Sum(c => counts[c, c]);
        Assert.InRange(right, 1, testPhotos.Length - 1);
        Assert.Equal(testPhotos.Length, metrics.GetProperty("n").GetInt32());
        Assert.Equal((double)right / testPhotos.Length, metrics.GetProperty("accuracy").GetDouble());
    }

    /// <summary>FIELD_CASES S08, through the whole job.</summary>
    [Fact]
    public async Task RunAsync_CopiesOfPhotos_AreInOneSetAndConflictsAreTold()
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 10 }, Token);
        for (int i = 0; i < 30; i++)
        {
            File.Copy(folder["flowers", "rose", $"rose_{(i % 10) + 1:000}.jpg"], folder["flowers", "rose", $"again_{i:000}.jpg"]);
        }

        File.Copy(folder["flowers", "rose", "rose_003.jpg"], folder["flowers", "daisy", "rose_003.jpg"]);
        RetrainResult result = await Retrainer.RunAsync(
            PhotoFolder.Open(folder["flowers"]), backbone, new RetrainOptions { Sgd = new SgdOptions { Steps = 2 } }, null, Token);

        var setsByContent = result.Bottlenecks.ContentHashes.Zip(result.Sets).GroupBy(p => p.First, p => p.Second).ToList();
        Assert.Equal(50, setsByContent.Count);
        Assert.All(setsByContent, sets => Assert.Single(sets.Distinct()));
        Assert.StartsWith("31 photos are copies of another byte for byte", result.Warnings[0], StringComparison.Ordinal);
        string conflict = Assert.Single(result.Warnings, w => w.Contains("several labels", StringComparison.Ordinal));
        Assert.Contains("daisy/rose_003.jpg (daisy)", conflict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveOnnx_Copy_IsTheVerifiedFileAndWholeOrAbsent()
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 10 }, Token);
        RetrainResult result = await Retrainer.RunAsync(
            PhotoFolder.Open(folder["flowers"]), backbone, new RetrainOptions { Sgd = new SgdOptions { Steps = 2 } }, null, Token);
        await result.Model.SaveAsync(folder["model"], null, Token);

        result.Model.SaveOnnx(folder["copy.onnx"]);
        Directory.CreateDirectory(folder["taken", "copy.onnx"]);

        Assert.Equal(File.ReadAllBytes(folder["model", "model.onnx"]), File.ReadAllBytes(folder["copy.onnx"]));
        Exception fault = Assert.ThrowsAny<Exception>(() => result.Model.SaveOnnx(folder["taken", "copy.onnx"]));
        Assert.True(fault is IOException or UnauthorizedAccessException, fault.ToString());
        Assert.Single(Directory.GetFileSystemEntries(folder["taken"]));
    }
}
