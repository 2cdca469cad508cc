using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Exports;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Samples;
using Retrain.Training;

namespace Retrain.Tests;

/// <summary>Models that look at each photo in several ways, from drawn photos to labels.</summary>
public sealed class ViewModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("stretch32,centre64,centre32", ViewCombination.Join)]
    [InlineData("centre64,stretch32", ViewCombination.Mean)]
    [InlineData("centre64", ViewCombination.Join)]
    public async Task SaveAsync_Views_LabelAsTrainingDid(string views, ViewCombination combination)
    {
        RetrainResult result = await TrainAsync(Embedded(views, combination));
        SavedModel saved = await result.Model.SaveAsync(folder["model"], null, Token);
        Assert.Equal(saved.Verification.Photos, saved.Verification.LabelsAgreeing);
        Assert.InRange(saved.Verification.LargestDifference, 0, 1e-5);

        using Predictor predictor = Predictor.Load(folder["model"]);
        IReadOnlyList<Photo> photos = result.Bottlenecks.Photos;
        float[] scores = HeadScorer.Scores(result.Model.Head, result.Bottlenecks.Features, [.. Enumerable.Range(0, photos.Count)]);
        await foreach ((int i, Retrain.Prediction.Prediction prediction) in predictor.PredictManyAsync(photos.Select(p => p.Path)).Index())
        {
            float[] expected = scores[(i * 5)..((i * 5) + 5)];
            float[] found = [.. prediction.Scores.OrderBy(s => s.Index).Select(s => s.Score)];
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }

        // A head that says the same of everything would agree with anything.
        Assert.True(scores.Chunk(5).Select(s => s.IndexOf(s.Max())).Distinct().Count() > 1);
    }

    [Fact]
    public async Task SaveAsync_Views_WritesWeightsOnceAndSaysHowItIsFed()
    {
        Backbone backbone = Embedded("stretch32,centre64,centre32");
        RetrainResult result = await TrainAsync(backbone);
        await result.Model.SaveAsync(folder["model"], null, Token);
        OnnxModel model = OnnxModel.Read(File.ReadAllBytes(folder["model", "model.onnx"]));

        Assert.Equal(["images float [N, 3, 32, 32]", "view2/images float [N, 3, 64, 64]", "view3/images float [N, 3, 32, 32]"],
            model.Inputs.Select(i => i.ToString()));
        Assert.Equal(OnnxModel.Read(Backbone.Embedded.Network.Span).Graph.Initializer.Count + 2, model.Graph.Initializer.Count);
        Assert.Equal("Concat", model.Graph.Node.Single(n => n.Name == "final_retrain_ops/features/views").OpType);
        ModelMetadata metadata = ModelFolder.Read(folder["model"]).Metadata;
        Assert.Equal(["stretch32", "centre64", "centre32"], metadata.Views.Select(v => v.Name));
        Assert.Equal(["images", "view2/images", "view3/images"], metadata.Views.Select(v => v.Input));
        Assert.Equal((backbone.Fingerprint, ViewCombination.Join), (metadata.Fingerprint, metadata.Combination));
        Assert.Contains("view2/images: nchw, RGB, black 0, white 1; the largest part of the photo's middle with this shape in its EXIF "
            + "orientation, resized to 64 x 64", model.Metadata("input"), StringComparison.Ordinal);
        Assert.Contains("\"combine_views\": \"join\"", File.ReadAllText(folder["model", "run.json"]), StringComparison.Ordinal);
    }

    /// <summary>Weights, shapes and layers of a converted network differ from size to size; equal ones are shared all the same.</summary>
    [Fact]
    public async Task SaveAsync_ViewsOfAConvertedModule_LabelAsTrainingDid()
    {
        string module = SharedData.Fixture("tensorflow", "modules", "inception_v1_thin", "module.tar.gz");
        Backbone plain = await Backbone.LoadAsync(module, Token);
        Backbone views = plain.WithViews(PhotoView.ParseList($"centre{plain.Preprocessing.Width},stretch{plain.Preprocessing.Width}"));
        RetrainResult result = await TrainAsync(views);
        SavedModel saved = await result.Model.SaveAsync(folder["model"], null, Token);
        Assert.InRange(saved.Verification.LargestDifference, 0, 1e-5);
        long alone = ModelBuilder.Build(
            plain, new Head(new float[plain.Features * 5], new float[5]), ModelMetadata.For(plain, result.Model.Labels, "1")).Length;
        Assert.InRange(new FileInfo(folder["model", "model.onnx"]).Length, alone, alone * 1.5);
    }

    [Fact]
    public async Task TensorFlowFormats_Views_AreRefusedInOneLine()
    {
        Backbone backbone = Embedded("stretch32,centre32");
        RetrainResult result = await TrainAsync(backbone);
        foreach (Func<Task> write in new Func<Task>[]
        {
            () => result.Model.SaveFrozenGraphAsync(folder["graph.pb"], null, Token),
            () => result.Model.SaveSavedModelAsync(folder["saved"], null, Token),
        })
        {
            string fault = (await Assert.ThrowsAsync<RetrainException>(write)).Message;
            Assert.StartsWith("a model of 2 views cannot be written as a TensorFlow graph", fault, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', fault);
        }

        await result.Model.SaveAsync(folder["model"], null, Token);
        var converting = Assert.Throws<RetrainException>(() => ModelConverter.Convert(
            folder["model"], folder["graph.pb"], cancellationToken: Token));
        Assert.Contains("takes 2 pictures of each photo (stretch32, centre32) and cannot be converted", converting.Message,
            StringComparison.Ordinal);
        Assert.Equal(["flowers", "model"],
            Directory.EnumerateFileSystemEntries(folder[""]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RunAsync_ViewsAndIntermediateGraphs_IsRefusedBeforeAnyPhoto()
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 3 }, Token);
        var options = new RetrainOptions { IntermediateGraphsFolder = folder["graphs"], Sgd = new SgdOptions { SnapshotInterval = 5 } };
        var reports = new List<RetrainProgress>();
        await Assert.ThrowsAsync<RetrainException>(() => Retrainer.RunAsync(
            PhotoFolder.Open(folder["flowers"]), Embedded("stretch32,centre32"), options,
            new RelayProgress<RetrainProgress>(reports.Add), Token));
        Assert.Empty(reports);
    }

    [Fact]
    public async Task Inspect_Views_AreShown()
    {
        await (await TrainAsync(Embedded("stretch32,centre64", ViewCombination.Mean))).Model.SaveAsync(folder["model"], null, Token);
        ModelReport report = ModelInspector.Inspect(folder["model"]);
        Assert.Equal([new ReportedView("stretch32", "images"), new ReportedView("centre64", "view2/images")], report.Views);
        Assert.Equal(("mean", "images", 5, "final_result"),
            (report.CombineViews, report.Input!.Name, report.OutputLength, report.Output!.Name));
        Assert.Equal((false, null), (report.IsSupported, report.Problem));
    }

    [Fact]
    public async Task Load_ViewsAndOptionsThatDoNotFit_AreRefused()
    {
        await (await TrainAsync(Embedded("stretch32,centre64"))).Model.SaveAsync(folder["model"], null, Token);
        Assert.Contains("leave --input_layer out", Assert.Throws<UsageException>(
            () => Predictor.Load(folder["model"], new PredictorOptions { InputLayer = "images" })).Message);
        Assert.Contains("--input_width is 32", Assert.Throws<UsageException>(
            () => Predictor.Load(folder["model"], new PredictorOptions { Width = 32 })).Message);

        // What users of the original type, whatever the model.
        using Predictor predictor = Predictor.Load(folder["model"], new PredictorOptions { InputLayer = "Placeholder" });
        Assert.Equal(32, predictor.Preprocessing.Width);
    }

    [Fact]
    public void Build_MetadataOfOtherViews_IsNoPair()
    {
        Backbone backbone = Embedded("stretch32,centre64");
        var head = new Head(new float[backbone.Features * 2], new float[2]);
        var metadata = ModelMetadata.For(backbone, ["a", "b"], "1");
        Assert.Throws<ArgumentException>(() => ModelBuilder.Build(backbone, head, metadata with { Views = [.. metadata.Views.Reverse()] }));
        Assert.Throws<ArgumentException>(() => ModelBuilder.Build(backbone, head, metadata with { Combination = ViewCombination.Mean }));
    }

    [Fact]
    public async Task Load_ViewWithoutItsInput_IsDamaged()
    {
        Backbone backbone = Embedded("stretch32,centre64");
        var head = new Head(new float[backbone.Features * 2], new float[2]);
        OnnxModel model = OnnxModel.Read(ModelBuilder.Build(backbone, head, ModelMetadata.For(backbone, ["a", "b"], "1")));
        string json = model.Metadata(ModelMetadataJson.Key)!;
        model.SetMetadata(ModelMetadataJson.Key, json.Replace("view2/images", "view9/images", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(folder["m.onnx"], model.Write(), Token);
        string fault = Assert.Throws<RetrainException>(() => Predictor.Load(folder["m.onnx"])).Message;
        Assert.Contains("has no input 'view9/images' for its view centre64", fault, StringComparison.Ordinal);

        model.SetMetadata(ModelMetadataJson.Key, json.Replace("\"crop\":\"centre\"", "\"crop\":\"diagonal\"", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(folder["m.onnx"], model.Write(), Token);
        Assert.Contains("update this program", Assert.Throws<RetrainException>(() => Predictor.Load(folder["m.onnx"])).Message);
    }

    private static Backbone Embedded(string views, ViewCombination combination = ViewCombination.Join) =>
        Backbone.Embedded.WithTap("features").WithViews(PhotoView.ParseList(views), combination);

    private Task<RetrainResult> TrainAsync(Backbone backbone)
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 4 }, Token);
        var options = new RetrainOptions
        {
            Sgd = new SgdOptions { Steps = 60, LearningRate = 0.1f },
            Split = new SplitOptions { TestingPercentage = 30 },
        };
        return Retrainer.RunAsync(PhotoFolder.Open(folder["flowers"]), backbone, options, null, Token);
    }
}
