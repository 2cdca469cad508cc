using System.Text;
using Retrain.Backbones;
using Retrain.Exports;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos;
using Predictor = Retrain.Prediction.Predictor;

namespace Retrain.Tests.Networks;

/// <summary>Models of Keras and TensorFlow.js as backbones, in label_image and under inspection.</summary>
public sealed class KerasOriginTests : IDisposable
{
    private static readonly string MobileNet = SharedData.Fixture("keras", "keras2_h5_mobilenet_v2", "model.h5");
    private static readonly string Teachable = SharedData.Fixture("keras", "teachable_machine_h5", "keras_model.h5");
    private static readonly string Layers = SharedData.Fixture("tfjs", "layers_mobilenet_v2");
    private static readonly string Graph = SharedData.Fixture("tfjs", "graph_mobilenet_v2");

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_AnyName_IsKnownByItsContent()
    {
        Assert.Equal("Keras model (HDF5)", NetworkOrigins.Open(folder.Write("a.bin", File.ReadAllBytes(MobileNet))).Kind);
        Assert.Equal("TensorFlow.js layers model", NetworkOrigins.Open(Layers).Kind);
        Assert.Equal("TensorFlow.js graph model", NetworkOrigins.Open(Path.Combine(Graph, "model.json")).Kind);
        Assert.Equal("Keras model (HDF5)", NetworkOrigins.Open(Path.GetDirectoryName(Teachable)!).Kind);
        string archive = SharedData.Shared("fixtures", "keras", "keras3_keras_xception", "model.keras");
        Assert.Equal("Keras model (.keras)", NetworkOrigins.Open(folder.Write("b.zip", File.ReadAllBytes(archive))).Kind);
    }

    [Fact]
    public void Open_SavedModelWithAKerasFileInIt_StaysTensorFlows()
    {
        string model = SharedData.Fixture("tensorflow", "saved_models", "nested_functions", "model");
        foreach (string file in Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories))
        {
            folder.Write(Path.Combine("saved", Path.GetRelativePath(model, file)), File.ReadAllBytes(file));
        }

        folder.Write(Path.Combine("saved", "model.h5"), File.ReadAllBytes(MobileNet));
        Assert.StartsWith("SavedModel", NetworkOrigins.Open(folder["saved"]).Kind, StringComparison.Ordinal);
    }

    [Fact]
    public void Sha256_WeightsAndArchitecture_BothCount()
    {
        string before = NetworkOrigins.Open(Layers).Sha256;
        string model = CopyOf(Layers);
        Assert.Equal(before, NetworkOrigins.Open(model).Sha256);
        byte[] weights = File.ReadAllBytes(Path.Combine(model, "group1-shard1of1.bin"));
        weights[0] ^= 1;
        File.WriteAllBytes(Path.Combine(model, "group1-shard1of1.bin"), weights);
        Assert.NotEqual(before, NetworkOrigins.Open(model).Sha256);
    }

    [Fact]
    public async Task LoadAsync_KerasAndTensorFlowJs_TakeWhatTheLastLayerTakes()
    {
        foreach (string path in (string[])[MobileNet, Layers, Graph])
        {
            Backbone backbone = await Backbone.LoadAsync(path, Token);
            Assert.Equal((48, 48, 96), (backbone.Preprocessing.Width, backbone.Preprocessing.Height, backbone.Features));
        }

        Assert.Equal(20, (await Backbone.LoadAsync(Teachable, Token)).Features);
    }

    [Fact]
    public async Task LoadAsync_FeatureLayer_IsALayersName()
    {
        var options = new BackboneLoadOptions { FeatureLayer = "out_relu" };
        Backbone backbone = await Backbone.LoadAsync(MobileNet, options, Token);
        Backbone pooled = await Backbone.LoadAsync(MobileNet, Token);
        Assert.Equal("out_relu", backbone.Tap);
        float[] pixels = Npy.Read(Path.Combine(Path.GetDirectoryName(MobileNet)!, "input.npy")).Floats()[..(48 * 48 * 3)];
        Assert.All(Run(backbone, pixels).Zip(Run(pooled, pixels)), p => Assert.Equal(p.First, p.Second, 1e-5f));
        RetrainException e = await Assert.ThrowsAsync<UsageException>(
            () => Backbone.LoadAsync(MobileNet, new BackboneLoadOptions { FeatureLayer = "out_rel" }, Token));
        Assert.Contains("out_relu", e.Message);
    }

    [Fact]
    public void Read_TeachableMachine_SaysRangeSquareAndLabels()
    {
        ImageNetwork plain = NetworkOrigins.Open(Teachable).Read(new NetworkWish());
        Assert.Equal((0, 1), (plain.Black, plain.White));
        NetworkOrigin origin = NetworkOrigins.Open(TeachableExport());
        ImageNetwork image = origin.Read(new NetworkWish());
        Assert.Equal((-1, 1, Preprocessing.CentreCrop), (image.Black, image.White, image.Crop));
        Assert.Equal(["Class 1", "Grün", "dog"], origin.Labels(3));
        Assert.Null(origin.Labels(4));
    }

    [Fact]
    public void Predict_TeachableMachine_NamesClassesAndFeedsItsRange()
    {
        string photo = SharedData.Fixture("decoding", "files", "jpeg", "baseline_160x120.jpg");
        string model = TeachableExport();
        using ModelRunner runner = ModelRunner.Open(model);
        Assert.Equal((-1f, 1f), (runner.Preprocessing.RangeLow, runner.Preprocessing.RangeHigh));
        Assert.Equal(["Class 1", "Grün", "dog"], ModelLabels.Resolve(runner, model, null, isModelFolder: false));
        Assert.Equal(["Class 1", "Grün", "dog"], ModelLabels.Resolve(runner, model, folder["export", "labels.txt"], isModelFolder: false));
        float[] scores = Score(runner, photo);
        using ModelRunner told = ModelRunner.Open(Teachable, new ModelRunnerOptions { Mean = 127.5f, Std = 127.5f, Crop = "centre" });
        Assert.Equal(Score(told, photo), scores);
        using ModelRunner wrong = ModelRunner.Open(Teachable);
        Assert.NotEqual(Score(wrong, photo), scores);
    }

    [Fact]
    public void Predict_TeachableMachineForTheBrowser_AnswersAsItsKerasFile()
    {
        string photo = SharedData.Fixture("decoding", "files", "jpeg", "baseline_160x120.jpg");
        string script = SharedData.Shared("fixtures", "tfjs", "teachable_machine");
        using ModelRunner keras = ModelRunner.Open(SharedData.Shared("fixtures", "keras", "teachable_machine_h5", "keras_model.h5"));
        using ModelRunner browser = ModelRunner.Open(script);
        Assert.Equal(["Class 1", "Grün", "dog"], ModelLabels.Resolve(browser, script, null, isModelFolder: false));
        Assert.Equal(keras.Preprocessing, browser.Preprocessing);
        Assert.All(Score(keras, photo).Zip(Score(browser, photo)), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    [Fact]
    public void Load_FolderOfAModel_IsTakenAsTheModelInIt()
    {
        string photo = SharedData.Fixture("decoding", "files", "jpeg", "baseline_160x120.jpg");
        TeachableExport();
        using var predictor = Predictor.Load(folder["export"]);
        Assert.Equal(["Class 1", "Grün", "dog"], predictor.Predict(photo).Scores.Select(s => s.Label).Order(StringComparer.Ordinal));
        Directory.CreateDirectory(folder["empty"]);
        Assert.Contains("no model.json (of TensorFlow.js)", Assert.Throws<RetrainException>(() => Predictor.Load(folder["empty"])).Message);
    }

    [Fact]
    public void Read_ModelThatResizesAndRescales_TakesBytesOfItsOwnSize()
    {
        string model = SharedData.Shared("fixtures", "keras", "keras3_keras_preprocessing", "model.keras");
        ImageNetwork image = NetworkOrigins.Open(model).Read(new NetworkWish { Purpose = NetworkPurpose.Scores });
        Assert.Equal((64, 64, 0, 255), (image.Height, image.Width, image.Black, image.White));
        Assert.Equal(Preprocessing.HalfPixelBilinear, image.Resize);
        image = NetworkOrigins.Open(model).Read(new NetworkWish { Purpose = NetworkPurpose.Scores, Height = 80, Width = 60 });
        Assert.Equal((80, 60), (image.Height, image.Width));
    }

    [Theory]
    [InlineData("refuse_keras2_lambda", "model.h5", "Lambda", "twice")]
    [InlineData("refuse_keras3_custom_layer", "model.keras", "shop>Sharpen", "sharpen_1")]
    public void Inspect_LayerThatIsNotSupported_IsNamed(string name, string file, string type, string layer)
    {
        ModelReport report = ModelInspector.Inspect(SharedData.Shared("fixtures", "keras", name, file));
        UnsupportedOperation found = Assert.Single(report.Unsupported);
        Assert.Equal((type, layer), (found.Operator, found.Node));
        Assert.False(report.IsSupported);
        Assert.NotNull(report.Input);
    }

    [Fact]
    public void Inspect_Keras_SaysWhatItHolds()
    {
        ModelReport report = ModelInspector.Inspect(TeachableExport());
        Assert.Equal("Keras model (HDF5) of Teachable Machine", report.Kind);
        Assert.Equal((64, 64, -1, 1, 3), (report.Height, report.Width, report.Black, report.White, report.OutputLength));
        Assert.Equal(["Class 1", "Grün", "dog"], report.Labels);
        Assert.Equal("Keras 2.15.0", report.Producer);
        Assert.Equal(2, report.Operators["Dense"]);
        Assert.Equal("sequential_3", Assert.Single(Assert.Single(report.Signatures).Outputs).Name);
        Assert.NotEmpty(report.Layers);
        Assert.True(report.LayerCount > 20);
        Assert.True(report.IsSupported);
        Assert.All(report.Layers, l => NetworkOrigins.Open(Teachable).Read(new NetworkWish { Output = l.Name }));
    }

    [Theory]
    [InlineData("layers_mobilenet_v2", "TensorFlow.js layers model", "predictions")]
    [InlineData("graph_mobilenet_v2", "TensorFlow.js graph model", "scores")]
    public void Inspect_TensorFlowJs_SaysWhatItHolds(string name, string kind, string output)
    {
        ModelReport report = ModelInspector.Inspect(SharedData.Fixture("tfjs", name));
        Assert.Equal(kind, report.Kind);
        Assert.Contains("TensorFlow.js Converter", report.Producer);
        Assert.Equal((48, 48, 5), (report.Height, report.Width, report.OutputLength));
        Assert.Equal(output, Assert.Single(Assert.Single(report.Signatures).Outputs).Name);
        Assert.True(report.IsSupported, report.Problem);
    }

    [Fact]
    public void Convert_TeachableMachine_KeepsLabelsAndRange()
    {
        ModelConverter.Convert(TeachableExport(), folder["out.onnx"], cancellationToken: Token);
        string photo = SharedData.Fixture("decoding", "files", "jpeg", "baseline_160x120.jpg");
        using ModelRunner source = ModelRunner.Open(folder["export", "keras_model.h5"]);
        using ModelRunner result = ModelRunner.Open(folder["out.onnx"]);
        Assert.Equal(["Class 1", "Grün", "dog"], result.Metadata?.Labels);
        Assert.Equal((-1f, 1f, "centre"), (result.Preprocessing.RangeLow, result.Preprocessing.RangeHigh, result.Preprocessing.Crop));
        Assert.All(Score(source, photo).Zip(Score(result, photo)), p => Assert.Equal(p.First, p.Second, 1e-4f));
    }

    [Theory]
    [InlineData("keras", "refuse_truncated_h5", "model.h5", "cut off")]
    [InlineData("keras", "refuse_keras3_weights_without_architecture", "model.weights.h5", "architecture")]
    [InlineData("keras", "refuse_keras2_custom_layer", "model.h5", "'sharpen_1' (shop>Sharpen)")]
    [InlineData("tfjs", "refuse_missing_shard", "model.json", "group1-shard2of4.bin")]
    [InlineData("tfjs", "refuse_short_weights", "model.json", "group1-shard1of4.bin has 19600 bytes")]
    [InlineData("tfjs", "refuse_custom_layer", "model.json", "'sharpen_1' (ShopSharpen)")]
    [InlineData("tfjs", "refuse_unknown_op", "model.json", "'block/fancy' (FancyActivation)")]
    public void Read_ModelThatMustBeRefused_NamesTheFaultOnOneLine(string kind, string name, string file, string part)
    {
        string path = SharedData.Shared("fixtures", kind, name, file);
        string message = Assert.Throws<RetrainException>(
            () => NetworkOrigins.Open(path).Read(new NetworkWish { Purpose = NetworkPurpose.Scores })).Message;
        Assert.Contains(part, message);
        Assert.StartsWith($"'{path}'", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static float[] Run(Backbone backbone, float[] pixels)
    {
        using BackboneSession session = BackboneSession.Open(backbone);
        float[] features = new float[backbone.Features];
        session.Compute(pixels, features);
        return features;
    }

    private static float[] Score(ModelRunner runner, string photo)
    {
        float[] scores = new float[runner.Classes];
        Assert.Null(runner.Score(photo, scores));
        return scores;
    }

    private string TeachableExport()
    {
        folder.Write(Path.Combine("export", "labels.txt"), Encoding.UTF8.GetBytes("0 Class 1\n1 Grün\n2 dog\n"));
        return folder.Write(Path.Combine("export", "keras_model.h5"), File.ReadAllBytes(Teachable));
    }

    private string CopyOf(string model)
    {
        foreach (string file in Directory.EnumerateFiles(model))
        {
            folder.Write(Path.Combine("copy", Path.GetFileName(file)), File.ReadAllBytes(file));
        }

        return folder["copy"];
    }
}
