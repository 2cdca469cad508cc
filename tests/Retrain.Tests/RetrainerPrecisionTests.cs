using System.Text.Json;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Samples;
using Retrain.Training;

namespace Retrain.Tests;

/// <summary>The whole job on whole numbers, on drawn pictures at a small input size.</summary>
public sealed class RetrainerPrecisionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Backbone backbone = Backbone.Embedded.WithImageSize(32);

    public RetrainerPrecisionTests() => DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 8 }, Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RetrainOptions Options => new()
    {
        Precision = NetworkPrecision.Int8,
        Optimizer = Optimizer.Lbfgs,
        Split = new SplitOptions { TestingPercentage = 30 },
        Bottlenecks = new BottleneckOptions { CacheFolder = folder["cache"] },
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task RunAsync_Int8_TrainsOnTheQuantisedNetworkAndComparesWithTheFloatOne()
    {
        RetrainResult result = await Retrainer.RunAsync(PhotoFolder.Open(folder["flowers"]), backbone, Options, null, Token);
        await result.Model.SaveAsync(folder["model"], null, Token);
        RetrainResult real = await Retrainer.RunAsync(
            PhotoFolder.Open(folder["flowers"]), backbone, Options with { Precision = NetworkPrecision.Float32 }, null, Token);

        PrecisionReport precision = result.Precision!;
        Assert.Equal(result.Report, precision.Int8Report);
        Assert.Equal(real.Report.Correct, precision.FloatReport.Correct);
        Assert.Equal(real.Model.ToOnnx(), result.FloatModel!.ToOnnx());
        Assert.Null(real.Precision);
        Assert.Equal(result.Sets.Count(s => s == PhotoSet.Training), precision.CalibrationPhotos);
        Assert.Equal(3, precision.Trials.Count);
        Assert.Equal(result.Sets.Count(s => s == PhotoSet.Validation), precision.Trials[0].Photos);
        Assert.Contains($"(N = {result.Report.N})", precision.ToString(), StringComparison.Ordinal);

        JsonElement metrics = JsonDocument.Parse(File.ReadAllText(folder["model", "metrics.json"])).RootElement;
        Assert.Equal("int8", metrics.GetProperty("precision").GetString());
        Assert.Equal(real.Report.Correct, metrics.GetProperty("float32").GetProperty("correct").GetInt32());
        JsonElement run = JsonDocument.Parse(File.ReadAllText(folder["model", "run.json"])).RootElement.GetProperty("precision");
        Assert.Equal(precision.Method.ToString(), run.GetProperty("calibration").GetString());
        Assert.Equal(real.Report.Accuracy, run.GetProperty("float32_accuracy").GetDouble());

        var model = OnnxModel.Read(File.ReadAllBytes(folder["model", "model.onnx"]));
        Assert.Contains(model.Graph.Node, n => n.OpType == "QuantizeLinear");
        // The embedded network's float weights take 16 bits in the file.
        Assert.InRange(new FileInfo(folder["model", "model.onnx"]).Length, 1, result.FloatModel!.ToOnnx().Length * 6 / 10);
        using Predictor predictor = Predictor.Load(folder["model"]);
        int wrong = result.Report.Misclassified.Count;
        Assert.Equal(wrong, result.Bottlenecks.Photos.Where((_, i) => result.Sets[i] == PhotoSet.Testing)
            .Count(p => predictor.Predict(p.Path).Best.Index != p.Class));
    }

    [Fact]
    public async Task RunAsync_TwiceAndWithoutCache_GivesTheSameBytesAndItsOwnFingerprint()
    {
        Backbone tiny = Tiny();
        PhotoFolder photos = PhotoFolder.Open(folder["flowers"]);
        RetrainResult first = await Retrainer.RunAsync(photos, tiny, Options, null, Token);
        byte[] bytes = first.Model.ToOnnx();
        RetrainResult warm = await Retrainer.RunAsync(photos, tiny, Options, null, Token);
        RetrainResult bare = await Retrainer.RunAsync(
            photos, tiny, Options with { Bottlenecks = new BottleneckOptions { Workers = 1 } }, null, Token);
        Assert.Equal(0, warm.Bottlenecks.Computed);
        Assert.Equal(bytes, warm.Model.ToOnnx());
        Assert.Equal(bytes, bare.Model.ToOnnx());
        Assert.NotEqual(tiny.Fingerprint, first.Model.Backbone.Fingerprint);

        // Another set of training photos is another network.
        int seen = first.Sets.ToList().IndexOf(PhotoSet.Training);
        File.Delete(first.Bottlenecks.Photos[seen].Path);
        RetrainResult other = await Retrainer.RunAsync(PhotoFolder.Open(folder["flowers"]), tiny, Options, null, Token);
        Assert.NotEqual(other.Model.Backbone.Fingerprint, first.Model.Backbone.Fingerprint);
    }

    [Fact]
    public async Task RunAsync_SeveralViews_QuantisesEach()
    {
        Backbone views = backbone.WithViews(PhotoView.ParseList("stretch32,centre64"));
        RetrainResult result = await Retrainer.RunAsync(PhotoFolder.Open(folder["flowers"]), views, Options, null, Token);
        SavedModel saved = await result.Model.SaveAsync(folder["model"], null, Token);
        Assert.Equal(saved.Verification.Photos, saved.Verification.LabelsAgreeing);
        Assert.Equal(4864, result.Model.Backbone.Features);
    }

    [Fact]
    public async Task RunAsync_NetworkThatLoses_IsToldBeforeAnyPhotoIsRead()
    {
        var told = new List<RetrainProgress>();
        var progress = new RelayProgress<RetrainProgress>(p =>
        {
            lock (told)
            {
                told.Add(p);
            }
        });
        await Retrainer.RunAsync(PhotoFolder.Open(folder["flowers"]), Tiny(hasSwish: true), Options, progress, Token);
        Assert.StartsWith("Warning: the network tiny is known to lose accuracy on whole numbers: it has a swish activation", told[0].Note,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LargeLoss_IsAWarningWithBothFigures()
    {
        var lost = new PrecisionReport
        {
            Method = default, CalibrationPhotos = 200, Trials = [], FloatReport = Report(95), Int8Report = Report(93),
        };
        string warning = Assert.Single(TrainingWarnings.Of(lost));
        Assert.Contains("float 95.0 %, int8 93.0 % (N = 100)", warning, StringComparison.Ordinal);
        Assert.Empty(TrainingWarnings.Of(lost with { Int8Report = Report(94) }));
        Assert.Empty(TrainingWarnings.Of((PrecisionReport?)null));
    }

    private static EvaluationReport Report(int right)
    {
        Photo[] photos = [.. Enumerable.Range(0, 100).Select(i => new Photo($"{i}.jpg", $"{i}.jpg", 0))];
        float[] scores = [.. Enumerable.Range(0, 100).SelectMany(i => i < right ? new[] { 1f, 0 } : [0f, 1])];
        return Evaluator.Evaluate(["a", "b"], photos, new int[100], scores);
    }

    /// <summary>Two convolutions and a mean, with ReLU6 or swish between: quick where the network does not matter.</summary>
    private static Backbone Tiny(bool hasSwish = false)
    {
        const DataLayout last = DataLayout.ChannelsLast;
        var b = new NetworkBuilder();
        Value x = b.Input("images", ElementType.Float32, Dimension.Photos, 32, 32, 3);
        Value stem = b.Add("stem", new Conv((2, 2), (1, 1), Padding.Same, 1, last), x, Weights(b, 3, 3, 3, 8), Weights(b, 8));
        Value active = hasSwish
            ? b.Add("swish", new Binary(BinaryKind.Mul), stem, b.Add("sigmoid", new Unary(UnaryKind.Sigmoid), stem))
            : b.Add("relu6", new Clip(0, 6), stem);
        Value wide = b.Add("wide", new Conv((2, 2), (1, 1), Padding.Same, 1, last), active, Weights(b, 3, 3, 8, 24), Weights(b, 24));
        Value mean = b.Add(
            "features", new Reduce(ReduceKind.Mean, [1, 2], false), b.Add("relu", new Unary(UnaryKind.Relu), wide));
        return new Backbone
        {
            Name = "tiny",
            Network = NetworkCompiler.ToOnnx(b.Build(new NetworkOutput("features", mean)), "tiny"),
            Input = "images",
            Tap = "features",
            Features = 24,
            Preprocessing = new Preprocessing { Width = 32, Height = 32, Layout = "nhwc" },
            Licence = "MIT",
        };
    }

    private static Value Weights(NetworkBuilder b, params int[] shape)
    {
        var random = new RandomStream(shape.Length, $"weights {Tensor.LengthOf(shape)}");
        return b.Constant(
            "w", Tensor.Of([.. Enumerable.Range(0, Tensor.LengthOf(shape)).Select(i => (float)random.Uniform(i) - 0.5f)], shape));
    }
}
