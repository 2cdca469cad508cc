using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Exports;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Models;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>TensorFlow Lite files as backbones, in label_image, inspect and convert.</summary>
public sealed class LiteOriginTests : IDisposable
{
    private static readonly string Float = SharedData.Fixture("tflite", "float32_mobilenet_v2", "model.tflite");
    private static readonly string Whole = SharedData.Fixture("tflite", "int8_io_uint8", "model.tflite");
    private static readonly string Photo = SharedData.Fixture("decoding", "files", "jpeg", "baseline_160x120.jpg");

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Cases =>
    [
        "dynamic_range", "float16_weights", "float32_from_quantops", "float32_mobilenet_v2", "float32_mobilenet_v3",
        "float32_pad_pool_concat", "float_metadata", "int16_activations", "int8_float_fallback", "int8_io_float32", "int8_io_int8",
        "int8_io_uint8", "int8_mobilenet_v3", "int8_pad_pool_concat", "multi_signature", "teachable_machine_unquant",
        "uint8_legacy_quantops", "uint8_metadata",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// By ONNX Runtime, simplified. Of networks on whole numbers it computes some steps with floats, and rounds ties otherwise: the
    /// recorded tolerance holds for them too.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_CaseInOnnxRuntime_GivesTheRecordedScores(string name)
    {
        string path = SharedData.Shared("fixtures", "tflite", name);
        JsonElement meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(path, "meta.json"))).RootElement;
        var origin = LiteOrigin.Open(Path.Combine(path, "model.tflite"));
        var wish = new NetworkWish { Purpose = NetworkPurpose.Scores };
        LitePart part = origin.Part(wish);
        ImageNetwork image = origin.Read(wish);
        var graph = origin.Model.Graphs[part.Graph];
        JsonElement expected = meta.GetProperty("expected").GetProperty(graph.Tensors[part.Output].Name);
        double tolerance = expected.GetProperty("tolerance_abs").GetDouble();
        double[] wanted = Npy.Read(Path.Combine(path, expected.GetProperty("file").GetString()!)).Doubles();
        if (graph.Tensors[part.Output].Quantization is { } levels)
        {
            wanted = [.. wanted.Select(q => (q - levels.ZeroPoints[0]) * levels.Scales[0])];
            tolerance *= levels.Scales[0] * 1.0001;
        }

        var input = Npy.Read(Path.Combine(path, "input.npy"));
        Quantization? from = graph.Tensors[part.Input].Quantization;
        float[] pixels = [.. input.Doubles().Select(q => from is null ? (float)q : (float)((q - from.ZeroPoints[0]) * from.Scales[0]))];
        double[] got = Run(image, pixels, input.Shape[0]);
        double difference = wanted.Zip(got, (a, b) => Math.Abs(a - b)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {difference:g3} of {tolerance:g3}");
        Assert.Equal(wanted.Length, got.Length);
        Assert.InRange(difference, 0, tolerance);
    }

    [Fact]
    public void Open_AnyName_IsKnownByItsMark()
    {
        NetworkOrigin origin = NetworkOrigins.Open(folder.Write("a.bin", File.ReadAllBytes(Float)));
        Assert.Equal("TensorFlow Lite model", origin.Kind);
        Assert.Equal(NetworkOrigins.Open(Float).Sha256, origin.Sha256);
        Assert.False(NetworkOrigins.IsOnnx(folder["a.bin"]));
    }

    [Theory]
    [InlineData("refuse_custom_op", "ShopSoftsign")]
    [InlineData("refuse_select_tf_ops", "FlexSoftsign")]
    [InlineData("refuse_truncated", "cut off")]
    [InlineData("refuse_wrong_identifier", "TFL3")]
    public void Read_ModelThatMustBeRefused_NamesTheFaultOnOneLine(string name, string part)
    {
        string path = SharedData.Shared("fixtures", "tflite", name, "model.tflite");
        string message = Assert.Throws<RetrainException>(
            () => NetworkOrigins.Open(path).Read(new NetworkWish { Purpose = NetworkPurpose.Scores })).Message;
        Assert.Contains(part, message);
        Assert.StartsWith($"'{path}'", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("uint8_legacy_quantops", 0, 1)]
    [InlineData("int8_pad_pool_concat", 0, 1)]
    [InlineData("float_metadata", -1, 1)]
    [InlineData("uint8_metadata", -1, 1)]
    [InlineData("multi_signature", 0, 255)]
    [InlineData("teachable_machine_unquant", -1, 1)]
    [InlineData("float32_mobilenet_v2", 0, 1)]
    public void Read_Range_IsWhatTheFileSays(string name, float black, float white)
    {
        ImageNetwork image = NetworkOrigins.Open(SharedData.Shared("fixtures", "tflite", name, "model.tflite"))
            .Read(new NetworkWish { Purpose = NetworkPurpose.Scores });
        Assert.Equal(black, image.Black, 1e-5f);
        Assert.Equal(white, image.White, 1e-5f);
        Assert.Equal(ElementType.Float32, image.Input.Fact.Type);
        Assert.Equal(ElementType.Float32, image.Output.Value.Fact.Type);
    }

    [Fact]
    public async Task LoadAsync_Classifier_TakesWhatItsLastLayerTakes()
    {
        Backbone real = await Backbone.LoadAsync(Float, Token);
        Backbone whole = await Backbone.LoadAsync(Whole, Token);
        Assert.Equal((48, 48, 64), (real.Preprocessing.Width, real.Preprocessing.Height, real.Features));
        Assert.Equal((48, 48, 64), (whole.Preprocessing.Width, whole.Preprocessing.Height, whole.Features));
        Assert.Equal(-1, whole.Preprocessing.RangeLow, 0.01f);
        using BackboneSession session = BackboneSession.Open(whole);
        float[] features = new float[whole.Features];
        session.Compute(Npy.Read(SharedData.Fixture("tflite", "float32_mobilenet_v2", "input.npy")).Floats().AsSpan(0, 48 * 48 * 3), features);
        Assert.Contains(features, f => f > 0);
    }

    [Fact]
    public async Task LoadAsync_LayerOfWholeNumbers_GivesReals()
    {
        ModelReport report = ModelInspector.Inspect(Whole);
        Assert.NotEmpty(report.Layers);
        Assert.Contains(report.Layers, l => l.Type == "int8");
        string layer = report.Layers.Last(l => l.Type == "int8" && l.Shape!.Count == 4).Name;
        Backbone backbone = await Backbone.LoadAsync(Whole, new BackboneLoadOptions { FeatureLayer = layer }, Token);
        Assert.Equal(layer, backbone.Tap);
        using BackboneSession session = BackboneSession.Open(backbone);
        session.Compute(new float[48 * 48 * 3], new float[backbone.Features]);
        var e = await Assert.ThrowsAsync<UsageException>(
            () => Backbone.LoadAsync(Whole, new BackboneLoadOptions { FeatureLayer = "nothing" }, Token));
        Assert.Contains("no tensor 'nothing'", e.Message);
    }

    [Fact]
    public void Predict_FileWithMetadata_NamesClassesAndFeedsItsRange()
    {
        string real = SharedData.Shared("fixtures", "tflite", "float_metadata", "model.tflite");
        using ModelRunner runner = ModelRunner.Open(real);
        Assert.Equal((-1f, 1f), (runner.Preprocessing.RangeLow, runner.Preprocessing.RangeHigh));
        Assert.Equal(
            ["daisy", "dandelion", "roses", "sunflowers", "túlip"], ModelLabels.Resolve(runner, real, null, isModelFolder: false));
        using ModelRunner whole = ModelRunner.Open(SharedData.Shared("fixtures", "tflite", "uint8_metadata", "model.tflite"));
        Assert.All(Score(runner).Zip(Score(whole)), p => Assert.Equal(p.First, p.Second, 0.05f));
    }

    [Fact]
    public void Predict_TeachableMachine_AnswersAsItsKerasFile()
    {
        string model = SharedData.Shared("fixtures", "tflite", "teachable_machine_unquant", "model.tflite");
        using ModelRunner lite = ModelRunner.Open(model);
        using ModelRunner keras = ModelRunner.Open(SharedData.Shared("fixtures", "keras", "teachable_machine_h5", "keras_model.h5"));
        Assert.Equal(["Class 1", "Grün", "dog"], ModelLabels.Resolve(lite, model, null, isModelFolder: false));
        Assert.Equal(keras.Preprocessing with { Resize = "" }, lite.Preprocessing with { Resize = "" });
        Assert.All(Score(keras).Zip(Score(lite)), p => Assert.Equal(p.First, p.Second, 0.02f));
    }

    [Fact]
    public void Inspect_WholeNumbers_SaysWhatItHolds()
    {
        ModelReport report = ModelInspector.Inspect(Whole);
        Assert.Equal(("TensorFlow Lite model", "TensorFlow's converter"), (report.Kind, report.Producer));
        Assert.Equal((48, 48, 5, true, true), (report.Height, report.Width, report.OutputLength, report.IsQuantized, report.IsSupported));
        Assert.Equal("uint8", report.Input!.Type);
        Assert.StartsWith("uint8 [1, 48, 48, 3] = 0.0078", report.Input.Describe(), StringComparison.Ordinal);
        Assert.Equal("uint8 [1, 5] = 0.00390625 (q - 0)", report.Output!.Describe());
        Assert.Equal((11, 5, 2), (report.Operators["CONV_2D"], report.Operators["DEPTHWISE_CONV_2D"], report.Operators["QUANTIZE"]));
        Assert.Equal("image", Assert.Single(Assert.Single(report.Signatures).Inputs).Name);
        Assert.True(report.MultiplyAdds > 1_000_000);
        Assert.All(report.Layers, l => NetworkOrigins.Open(Whole).Read(new NetworkWish { Output = l.Name }));
    }

    [Fact]
    public void Inspect_Metadata_IsTold()
    {
        ModelReport report = ModelInspector.Inspect(SharedData.Shared("fixtures", "tflite", "float_metadata", "model.tflite"));
        Assert.Equal("ImageClassifier", report.About["name"]);
        Assert.Equal("(pixel - 127.5) / 127.5", report.About["pixels"]);
        Assert.Equal(5, report.Labels?.Count);
        Assert.Equal((-1f, 1f), (report.Black, report.White));
    }

    [Fact]
    public void Inspect_SeveralSignatures_AreListedAndChosen()
    {
        string path = SharedData.Shared("fixtures", "tflite", "multi_signature", "model.tflite");
        ModelReport report = ModelInspector.Inspect(path);
        Assert.Equal(["classify", "embed"], report.Signatures.Select(s => s.Name).Order());
        Assert.Equal(5, report.OutputLength);
        Assert.Equal(64, ModelInspector.Inspect(path, new ModelChoice { Signature = "embed" }).OutputLength);
        Assert.Contains("it has: classify, embed", Assert.Throws<UsageException>(
            () => LiteOrigin.Open(path).Read(new NetworkWish { Signature = "nothing" })).Message);
    }

    [Theory]
    [InlineData("refuse_custom_op", "ShopSoftsign")]
    [InlineData("refuse_select_tf_ops", "FlexSoftsign")]
    public void Inspect_OperatorThatIsNotSupported_IsNamed(string name, string op)
    {
        ModelReport report = ModelInspector.Inspect(SharedData.Shared("fixtures", "tflite", name, "model.tflite"));
        Assert.StartsWith(op, Assert.Single(report.Unsupported).Operator, StringComparison.Ordinal);
        Assert.False(report.IsSupported);
        Assert.NotNull(report.Input);
    }

    [Theory]
    [InlineData("float32_mobilenet_v2", "a.onnx")]
    [InlineData("float32_mobilenet_v2", "a.pb")]
    [InlineData("float32_mobilenet_v2", "a")]
    [InlineData("int8_io_uint8", "a.onnx")]
    [InlineData("int8_io_uint8", "a.pb")]
    public void Convert_ToAnotherFormat_GivesTheSameAnswers(string name, string output)
    {
        string source = SharedData.Fixture("tflite", name, "model.tflite");
        ModelConversion conversion = ModelConverter.Convert(source, folder[output], cancellationToken: Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"{conversion.Comparison}");
        Assert.InRange(conversion.Comparison.LargestDifference, 0, name.StartsWith("int8", StringComparison.Ordinal) ? 0.02 : 1e-5);
    }

    private static double[] Run(ImageNetwork image, float[] pixels, int rows)
    {
        using var session = OnnxSessions.Open(NetworkCompiler.ToOnnx(image.Network, "model"), "model");
        using var options = new RunOptions();
        var scores = new List<double>();
        int length = pixels.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(
                pixels[(row * length)..((row + 1) * length)], [1, image.Height, image.Width, 3]);
            using var results = session.Run(options, [image.Input.Name], [value], [image.Output.Name]);
            scores.AddRange(results[0].GetTensorDataAsSpan<float>().ToArray().Select(v => (double)v));
        }

        return [.. scores];
    }

    private static float[] Score(ModelRunner runner)
    {
        float[] scores = new float[runner.Classes];
        Assert.Null(runner.Score(Photo, scores));
        return scores;
    }
}
