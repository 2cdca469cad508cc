using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Formats.TensorFlow;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Quantizing;
using Retrain.Samples;

namespace Retrain.Tests.Quantizing;

/// <summary>Networks on whole numbers against the float ones that they were made of, and run in two ways.</summary>
public sealed class NetworkQuantizerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.MeanSquareError)]
    public void Quantize_EmbeddedNetwork_GivesNearlyItsFeatures(CalibrationMethod method)
    {
        Backbone backbone = Backbone.Embedded.WithImageSize(96);
        float[][] pictures = Pictures(backbone);
        ImageNetwork image = NetworkBackbone.ImageOf(backbone);
        Network whole = NetworkQuantizer.Quantize(
            image.Network, "embedded", pictures, new QuantizingOptions { Method = method, InputRange = new ValueRange(0, 1) }, Token);
        Assert.True(whole.Nodes.Count(n => n.Operator is Quantized) > 60);
        Assert.Equal(2, whole.Nodes.Count(n => n.Operator is not Quantized));
        float[][] floats = Run(image.Network, pictures);
        float[][] levels = Run(whole, pictures);
        // Drawn pictures at less than half the network's size: its features there are small and few.
        double[] cosines = [.. floats.Zip(levels, Cosine)];
        Assert.InRange(cosines.Average(), 0.985, 1);
        Assert.All(cosines, c => Assert.InRange(c, 0.97, 1));
    }

    /// <summary>Every QLinearConv sums exactly, so what ONNX Runtime gives differs by rounding once more at most.</summary>
    [Fact]
    public void Quantize_RunByReferenceKernelsAndByOnnxRuntime_AgreesWithinALevel()
    {
        Network network = Planted();
        float[][] pictures = [.. Enumerable.Range(0, 8).Select(i => Noise(12 * 12 * 3, i))];
        Network whole = NetworkQuantizer.Quantize(network, "planted", pictures, new QuantizingOptions(), Token);
        Quantization levels = ((Dequantize)whole.Nodes[^1].Operator).From;
        int most = 0;
        for (int i = 0; i < pictures.Length; i++)
        {
            Tensor fed = Tensor.Of(pictures[i], 1, 12, 12, 3);
            float[] kernels = ReferenceEvaluator.Run(whole, new Dictionary<string, Tensor> { ["x"] = fed })["y"].Floats.ToArray();
            float[] runtime = Run(whole, [pictures[i]])[0];
            most = Math.Max(most, kernels.Zip(runtime, (a, b) => (int)Math.Round(Math.Abs(a - b) / levels.Scales[0])).Max());
        }

        Assert.InRange(most, 0, 1);
    }

    [Fact]
    public void Quantize_AnyOrderOfPictures_GivesTheSameBytes()
    {
        Network network = Planted();
        float[][] pictures = [.. Enumerable.Range(0, 16).Select(i => Noise(12 * 12 * 3, i))];
        byte[] once = NetworkCompiler.ToOnnx(NetworkQuantizer.Quantize(network, "n", pictures, new QuantizingOptions(), Token), "n");
        byte[] again =
            NetworkCompiler.ToOnnx(NetworkQuantizer.Quantize(network, "n", pictures.Reverse(), new QuantizingOptions(), Token), "n");
        Assert.Equal(once, again);
    }

    /// <summary>The file is what ONNX Runtime fuses: every convolution becomes one on whole numbers.</summary>
    [Fact]
    public void Quantize_WrittenAndOptimised_HasNoFloatConvolution()
    {
        float[][] pictures = [.. Enumerable.Range(0, 4).Select(i => Noise(12 * 12 * 3, i))];
        Network whole = NetworkQuantizer.Quantize(Planted(), "n", pictures, new QuantizingOptions(), Token);
        using var options = new SessionOptions
        {
            OptimizedModelFilePath = folder["optimised.onnx"],
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using (new InferenceSession(NetworkCompiler.ToOnnx(whole, "n"), options))
        {
        }

        string[] operators = [.. Formats.Onnx.OnnxModel.Read(File.ReadAllBytes(folder["optimised.onnx"])).Graph.Node.Select(n => n.OpType)];
        Assert.Equal(3, operators.Count(o => o == "QLinearConv"));
        Assert.Contains("QLinearAdd", operators);
        Assert.DoesNotContain("Conv", operators);
        Assert.DoesNotContain("Clip", operators);
    }

    /// <summary>A network that learned with fake quantisers has its levels from them, photos decide next to nothing.</summary>
    [Fact]
    public void Quantize_QuantopsGraph_KeepsTheLevelsOfItsTraining()
    {
        NetworkOrigin origin = NetworkOrigins.Open(SharedData.Fixture("tensorflow", "frozen", "retrain_quantops", "graph.pb"));
        ImageNetwork image = origin.Read(new NetworkWish { Purpose = NetworkPurpose.Scores });
        Assert.True(image.IsQuantized);
        int length = image.Height * image.Width * 3;
        float[] input = Npy.Read(SharedData.Fixture("tensorflow", "frozen", "retrain_quantops", "input.npy")).Floats();
        float[][] pictures = [.. input.Chunk(length)];
        var calibration = Calibration.Run(
            image.Network, "quantops", pictures.Select(p => (Func<float[]?>)(() => p)), new ValueRange(0, 1), Token);
        Assert.InRange(calibration.Measured, 0, 4);
        Network whole = calibration.Quantize(CalibrationMethod.MinMax);
        Assert.DoesNotContain(whole.Nodes, n => n.Operator is FakeQuantize);
        float[][] floats = Run(image.Network, pictures);
        float[][] levels = Run(whole, pictures);
        Assert.All(floats.Zip(levels), p => Assert.InRange(p.First.Zip(p.Second, (a, b) => Math.Abs(a - b)).Max(), 0, 0.06));
        Assert.Equal(floats.Select(Best), levels.Select(Best));
    }

    [Fact]
    public void Quantize_NoPicture_IsRefused()
    {
        RetrainException fault = Assert.Throws<RetrainException>(
            () => NetworkQuantizer.Quantize(Planted(), "n", [], new QuantizingOptions(), Token));
        Assert.Contains("without a photo", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Collect_FileReadBack_HasTheLevelsThatWereWritten()
    {
        float[][] pictures = [.. Enumerable.Range(0, 4).Select(i => Noise(12 * 12 * 3, i))];
        Network whole = NetworkQuantizer.Quantize(Planted(), "n", pictures, new QuantizingOptions(), Token);
        var wish = new NetworkWish { Purpose = NetworkPurpose.Scores };
        Network back = CollectQuantized.Run(new OnnxOrigin("n", NetworkCompiler.ToOnnx(whole, "n")).Read(wish).Network);
        Assert.Equal(Count(whole), Count(back));
        foreach (float[] picture in pictures)
        {
            var fed = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(picture, 1, 12, 12, 3) };
            Assert.Equal(
                ReferenceEvaluator.Run(whole, fed)["y"].Floats.ToArray(), ReferenceEvaluator.Run(back, fed)["y"].Floats.ToArray());
        }
    }

    private static int Count(Network network) => network.Nodes.Count(n => n.Operator is Quantized { Inner: not Reshape });

    private float[][] Pictures(Backbone backbone)
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 3 }, Token);
        Preprocessing preprocessing = backbone.Preprocessing with { Layout = "nhwc" };
        return
        [
            .. PhotoFolder.Open(folder["flowers"]).Photos.Select(photo =>
            {
                float[] input = new float[PhotoReader.InputLength(preprocessing)];
                Assert.Null(PhotoReader.Read(File.ReadAllBytes(photo.Path), photo.Name, preprocessing, input).Problem);
                return input;
            }),
        ];
    }

    /// <summary>Input scaled and shifted; a stem, a depthwise and a pointwise convolution, a shortcut, a mean, scores.</summary>
    private static Network Planted()
    {
        const DataLayout last = DataLayout.ChannelsLast;
        var b = new NetworkBuilder();
        Value x = b.Input("x", ElementType.Float32, Dimension.Photos, 12, 12, 3);
        Value scaled = b.Add("scaled", new Binary(BinaryKind.Mul), x, b.Constant("2", Tensor.Scalar(2f)));
        Value shifted = b.Add("shifted", new Binary(BinaryKind.Sub), scaled, b.Constant("1", Tensor.Scalar(1f)));
        Value stem = b.Add("stem/relu6", new Clip(0, 6), b.Add("stem", new Conv((2, 2), (1, 1), Padding.Same, 1, last), shifted,
            Weights(b, 1, 3, 3, 3, 16), Weights(b, 2, 16)));
        Value depthwise = b.Add("depthwise/relu6", new Clip(0, 6), b.Add("depthwise", new Conv((1, 1), (1, 1), Padding.Same, 16, last),
            stem, Weights(b, 3, 3, 3, 1, 16), Weights(b, 4, 16)));
        Value project = b.Add("project", new Conv((1, 1), (1, 1), Padding.Valid, 1, last), depthwise, Weights(b, 5, 1, 1, 16, 16),
            Weights(b, 6, 16));
        Value sum = b.Add("sum", new Binary(BinaryKind.Add), project, stem);
        Value mean = b.Add("mean", new Reduce(ReduceKind.Mean, [1, 2], true), sum);
        Value flat = b.Add("flat", new Reshape(), mean, b.Constant("shape", Tensor.Vector(-1, 16)));
        Value logits = b.Add("logits", new Binary(BinaryKind.Add), b.Add("product", new MatMul(false, false), flat, Weights(b, 7, 16, 5)),
            Weights(b, 8, 5));
        return b.Build(new NetworkOutput("y", logits));
    }

    private static Value Weights(NetworkBuilder b, int seed, params int[] shape) =>
        b.Constant($"w{seed}", Tensor.Of([.. Noise(Tensor.LengthOf(shape), 100 + seed).Select(v => v - 0.5f)], shape));

    private static float[] Noise(int length, int seed)
    {
        var random = new RandomStream(seed, "noise");
        return [.. Enumerable.Range(0, length).Select(i => (float)random.Uniform(i))];
    }

    private static float[][] Run(Network network, float[][] pictures)
    {
        using InferenceSession session = OnnxEnvironment.Open(NetworkCompiler.ToOnnx(network, "n"));
        using RunOptions options = OnnxEnvironment.SilentRun();
        Value input = network.Inputs[0];
        long[] shape = [1, .. input.Fact.Shape.Skip(1).Select(d => (long)d.Length!.Value)];
        return
        [
            .. pictures.Select(picture =>
            {
                using OrtValue fed = OrtValue.CreateTensorValueFromMemory(picture, shape);
                using IDisposableReadOnlyCollection<OrtValue> results =
                    session.Run(options, [input.Name], [fed], [network.Outputs[0].Name]);
                return results[0].GetTensorDataAsSpan<float>().ToArray();
            }),
        ];
    }

    private static int Best(float[] scores) => Array.IndexOf(scores, scores.Max());

    private static double Cosine(float[] a, float[] b)
    {
        double Dot(float[] x, float[] y) => x.Zip(y, (p, q) => (double)p * q).Sum();
        return Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
    }
}
