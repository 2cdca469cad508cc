using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>Every network of ../shared/fixtures/onnx by the way that the program goes: origin, photos last, passes, ONNX anew.</summary>
public class OnnxNetworksTests
{
    public static TheoryData<string> Networks
    {
        get
        {
            string root = Path.GetFullPath(Path.Combine(SharedData.RepositoryRoot, "..", "shared", "fixtures", "onnx"));
            return Directory.Exists(root)
                ? [.. Directory.GetDirectories(root).Select(d => Path.GetFileName(d)!)
                    .Where(n => !n.StartsWith("refuse_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
                : ["vit_opset17"];
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Read_EachNetwork_GivesTheRecordedNumbers(string name)
    {
        string folder = SharedData.Shared("fixtures", "onnx", name);
        using var meta = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "meta.json")));
        bool isPhotosLast = meta.RootElement.GetProperty("input").GetProperty("layout").GetString() == "NHWC";
        NetworkOrigin origin = NetworkOrigins.Open(Path.Combine(folder, "model.onnx"));
        foreach (JsonProperty expected in meta.RootElement.GetProperty("expected").EnumerateObject())
        {
            string[] parts = expected.Name.Split('@');
            Npy input = Npy.Read(Path.Combine(folder, parts.Length == 1 ? "input.npy" : $"input_{parts[1]}.npy"));
            var photos = Tensor.Of(input.Floats(), input.Shape);
            photos = isPhotosLast ? photos : new Transpose(new Permutation(0, 2, 3, 1)).Evaluate([photos])[0];
            ImageNetwork network = origin.Read(new NetworkWish
            {
                Purpose = NetworkPurpose.Scores,
                Output = parts[0],
                Height = photos.Shape[1],
                Width = photos.Shape[2],
            });
            byte[] onnx = NetworkCompiler.ToOnnx(network.Network, name);
            float[] actual = Run(onnx, network, photos);
            NetworkDifference difference =
                NetworkDifference.Of(actual, Npy.Read(Path.Combine(folder, expected.Value.GetProperty("file").GetString()!)).Floats());
            double tolerance = expected.Value.GetProperty("tolerance_abs").GetDouble();
            TestContext.Current.TestOutputHelper?.WriteLine($"{name} {expected.Name}: {difference.Largest:g3} of {tolerance:g3}");
            Assert.True(difference.Largest <= tolerance, $"{expected.Name}: {difference}, allowed {tolerance}");
        }
    }

    /// <summary>Kernels for whole numbers need weights as bytes right before each operator, and no transposition in between.</summary>
    [Theory]
    [InlineData("efficientnet_lite_qdq_int8")]
    [InlineData("efficientnet_lite_qdq_uint8_per_tensor")]
    [InlineData("efficientnet_lite_qoperator_uint8")]
    public void ToOnnx_NetworkOfWholeNumbers_KeepsTheWeightsAsBytes(string name)
    {
        string path = Path.Combine(SharedData.Shared("fixtures", "onnx", name), "model.onnx");
        ImageNetwork network = NetworkOrigins.Open(path).Read(new NetworkWish { Purpose = NetworkPurpose.Scores });
        byte[] onnx = NetworkCompiler.ToOnnx(network.Network, name);
        OnnxModel written = OnnxModel.Read(onnx);
        HashSet<string> real = [.. written.Graph.Node.Where(n => n.OpType == "DequantizeLinear").Select(n => n.Output[0])];
        Assert.All(written.Graph.Node.Where(n => n.OpType == "Conv"), n => Assert.True(n.Input.Take(3).All(real.Contains), n.Name));
        Assert.Equal(19, written.Graph.Node.Count(n => n.OpType == "Conv"));
        Assert.InRange(written.Graph.Node.Count(n => n.OpType == "Transpose"), 0, 1);
        Assert.InRange(onnx.Length, 0, 110_000);
    }

    [Theory]
    [InlineData("vit_opset17", "/norm/LayerNormalization_output_0", 36)]
    [InlineData("vit_opset17", "/patch/Conv_output_0", 36)]
    [InlineData("dino_opset17", null, 72)]
    [InlineData("clip_visual_opset17", null, 32)]
    [InlineData("resnet_opset11", "/stem/stem.2/Relu_output_0", 8)]
    public async Task LoadAsync_LayersOfAnyShape_AreListsOfFeatures(string name, string? layer, int features)
    {
        string path = Path.Combine(SharedData.Shared("fixtures", "onnx", name), "model.onnx");
        Backbone backbone = await Backbone.LoadAsync(
            path, new BackboneLoadOptions { FeatureLayer = layer ?? "" }, TestContext.Current.CancellationToken);
        Assert.Equal(features, backbone.Features);
        using BackboneSession session = BackboneSession.Open(backbone);
        float[] planes = new float[3 * backbone.Preprocessing.Width * backbone.Preprocessing.Height];
        float[] actual = new float[features];
        session.Compute(planes, actual);
        Assert.Contains(actual, f => f != 0);
    }

    [Fact]
    public async Task LoadAsync_FileThatGivesTokensAlone_TakesTheirMean()
    {
        string folder = SharedData.Shared("fixtures", "onnx", "vit_opset17");
        OnnxModel model = OnnxModel.Read(await File.ReadAllBytesAsync(
            Path.Combine(folder, "model.onnx"), TestContext.Current.CancellationToken));
        model.Graph.Output.Clear();
        model.Graph.Output.Add(OnnxValue.Declare("/norm/LayerNormalization_output_0",
            Formats.Onnx.Schema.TensorProto.Types.DataType.Float, new OnnxDimension(null, "batch"), new OnnxDimension(17),
            new OnnxDimension(36)));
        using var temporary = new TemporaryFolder();
        Backbone backbone = await Backbone.LoadAsync(temporary.Write("tokens.onnx", model.Write()), TestContext.Current.CancellationToken);
        Assert.Equal(36, backbone.Features);
        Assert.NotNull(backbone.Image);
    }

    [Fact]
    public void Read_Tokens_AreAveraged()
    {
        string folder = SharedData.Shared("fixtures", "onnx", "vit_opset17");
        const string Layer = "/norm/LayerNormalization_output_0";
        NetworkOrigin origin = NetworkOrigins.Open(Path.Combine(folder, "model.onnx"));
        Npy input = Npy.Read(Path.Combine(folder, "input.npy"));
        Tensor photos = new Transpose(new Permutation(0, 2, 3, 1)).Evaluate([Tensor.Of(input.Floats(), input.Shape)])[0];
        ImageNetwork tokens = origin.Read(new NetworkWish { Purpose = NetworkPurpose.Scores, Output = Layer });
        ImageNetwork features = origin.Read(new NetworkWish { Output = Layer });
        float[] all = Run(NetworkCompiler.ToOnnx(tokens.Network, "tokens"), tokens, photos);
        float[] mean = Run(NetworkCompiler.ToOnnx(features.Network, "mean"), features, photos);
        Assert.Equal(2 * 36, mean.Length);
        int count = all.Length / mean.Length;
        Assert.All(mean, (m, i) => Assert.Equal(
            Enumerable.Range(0, count).Average(t => all[(((i / 36 * count) + t) * 36) + (i % 36)]), m, 1e-5f));
    }

    [Fact]
    public void Read_ImagesOfFeatures_AreAveragedOverTheirPixels()
    {
        string folder = SharedData.Shared("fixtures", "onnx", "resnet_opset11");
        const string Layer = "/stem/stem.2/Relu_output_0";
        NetworkOrigin origin = NetworkOrigins.Open(Path.Combine(folder, "model.onnx"));
        Npy input = Npy.Read(Path.Combine(folder, "input.npy"));
        Tensor photos = new Transpose(new Permutation(0, 2, 3, 1)).Evaluate([Tensor.Of(input.Floats(), input.Shape)])[0];
        ImageNetwork images = origin.Read(new NetworkWish { Purpose = NetworkPurpose.Scores, Output = Layer });
        ImageNetwork features = origin.Read(new NetworkWish { Output = Layer });
        int channels = images.Output.Value.Fact.Shape[1].Length!.Value;
        float[] all = Run(NetworkCompiler.ToOnnx(images.Network, "images"), images, photos);
        float[] mean = Run(NetworkCompiler.ToOnnx(features.Network, "mean"), features, photos);
        int pixels = all.Length / (2 * channels);
        Assert.Equal(2 * channels, mean.Length);
        Assert.All(mean, (m, i) => Assert.Equal(all.Skip(i * pixels).Take(pixels).Average(), m, 1e-5f));
    }

    [Fact]
    public void Read_LayerWithoutFeatures_NamesSomeThatHave()
    {
        string path = Path.Combine(SharedData.Shared("fixtures", "onnx", "vit_opset17"), "model.onnx");
        UsageException fault = Assert.Throws<UsageException>(
            () => NetworkOrigins.Open(path).Read(new NetworkWish { Output = "/Shape_output_0" }));
        Assert.Contains("[N, T, F]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--feature_layer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamesWithScoresAlone_GivesTheScores()
    {
        string folder = SharedData.Shared("fixtures", "onnx", "labels_zipmap");
        OnnxModel model = OnnxModel.Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        model.Graph.Output.RemoveAt(2);
        using var temporary = new TemporaryFolder();
        ImageNetwork network = NetworkOrigins.Open(temporary.Write("model.onnx", model.Write())).Read(
            new NetworkWish { Purpose = NetworkPurpose.Scores });
        Assert.Equal("Float32 [2, 5]", network.Output.Value.Fact.ToString());
    }

    [Theory]
    [InlineData("refuse_custom_op", "'fancy' (com.example.vision::FancyPool)")]
    [InlineData("refuse_external_escape", "outside of the model's folder")]
    [InlineData("refuse_future_opset", "version 99")]
    [InlineData("refuse_missing_external", "model.onnx.data")]
    [InlineData("refuse_truncated", "damaged")]
    public void Read_FileThatMustBeRefused_NamesTheFault(string name, string part)
    {
        string path = Path.Combine(SharedData.Shared("fixtures", "onnx", name), "model.onnx");
        string message = Assert.Throws<RetrainException>(
            () => NetworkOrigins.Open(path).Read(new NetworkWish { Purpose = NetworkPurpose.Scores })).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.StartsWith($"'{path}'", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static float[] Run(byte[] onnx, ImageNetwork network, Tensor photos)
    {
        using InferenceSession session = OnnxEnvironment.Open(onnx);
        using RunOptions options = OnnxEnvironment.SilentRun();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(photos.Floats.ToArray(), [.. photos.Shape.Select(l => (long)l)]);
        using IDisposableReadOnlyCollection<OrtValue> results =
            session.Run(options, new Dictionary<string, OrtValue> { [network.Input.Name] = input }, [network.Output.Name]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
