using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>Every recorded TensorFlow model as a TensorFlow Lite file gives TensorFlow's outputs.</summary>
public sealed class LiteFilesTests
{
    /// <summary>Of the modules those that have something that the others have not: each takes seconds.</summary>
    private static readonly string[] Modules =
        ["odd_ops", "mobilenet_v1_025_128", "quantops", "mobilenet_v2_100_224", "inception_v1_thin", "resnet_v2_50_thin"];

    public static TheoryData<string> Names(string kind) => [.. NetworkFixtures.All(kind).Select(c => c.Name)
        .Where(n => kind != "modules" || Modules.Any(m => n.Contains(m, StringComparison.Ordinal)))

        // Numbers midway between levels, which each formula of TensorFlow treats in its own way; the runtime has one formula.
        .Where(n => !n.EndsWith("fake_quant_probe", StringComparison.Ordinal)).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Names), "frozen")]
    public void Write_FrozenGraph_GivesTensorFlowsAnswers(string name) => Compare("frozen", name);

    [Theory]
    [MemberData(nameof(Names), "saved_models")]
    public void Write_SavedModel_GivesTensorFlowsAnswers(string name) => Compare("saved_models", name);

    [Theory]
    [MemberData(nameof(Names), "modules")]
    public void Write_HubModule_GivesTensorFlowsAnswers(string name) => Compare("modules", name);

    [Fact]
    public void Write_MobileNetV2WithFiveClasses_HasTheSizesOfTheTutorial()
    {
        SharedData.Shared("fixtures", "modules");
        NetworkCase module = NetworkFixtures.All("modules").First(c => c.Name.Contains("mobilenet_v2_100_224", StringComparison.Ordinal));
        Network features = NetworkRun.Import(module);
        NetworkOutput last = features.Outputs.First(o => o.Value.Fact.Shape[^1].Length == 1280 && o.Value.Fact.Rank == 2);
        Network network = Rewriter.Extend(features with { Outputs = [last] }, (builder, value) =>
        {
            Value product = builder.Add("product", new MatMul(false, false), value, builder.Constant("weights", Weights(1280, 5)));
            Value head = builder.Add("head", new Binary(BinaryKind.Add), product, builder.Constant("bias", Weights(5)));
            return builder.Add("softmax", new Softmax(1), head);
        });
        (LiteWeights Weights, double Most)[] expected =
            [(LiteWeights.Float32, 9.2e6), (LiteWeights.Float16, 4.7e6), (LiteWeights.Int8, 2.8e6)];
        foreach ((LiteWeights weights, double most) in expected)
        {
            int length = LiteWriter.Write(network, new LiteWriterOptions { Weights = weights }).Length;
            TestContext.Current.TestOutputHelper?.WriteLine($"{weights}: {length} bytes");
            Assert.InRange(length, most / 1.2, most);
        }
    }

    private static Tensor Weights(params int[] shape) =>
        Tensor.Of([.. Enumerable.Range(0, Tensor.LengthOf(shape.AsSpan())).Select(i => ((i * 37 % 101) - 50) / 500f)], shape);

    private static void Compare(string kind, string name)
    {
        SharedData.Shared("fixtures", kind);
        NetworkCase recorded = NetworkFixtures.All(kind).First(c => c.Name == name);
        Network network = NetworkRun.Import(recorded);
        byte[] file = LiteWriter.Write(network, new LiteWriterOptions { HasOpenBatch = true });
        Network written = LiteNetworkReader.Read(LiteModel.Read(file));
        LiteNetworkReader.RefuseUnsupported(written);

        // ONNX Runtime joins what is done on levels and rounds less often; the answers of such networks depend on each rounding.
        float[][] ours = network.Nodes.Any(n => n.Operator is FakeQuantize)
            ? NetworkRun.Reference(written, recorded)
            : NetworkRun.OnnxRuntime(written, NetworkCompiler.ToOnnx(written, name), recorded);
        var faults = new List<string>();
        for (int i = 0; i < ours.Length; i++)
        {
            NetworkAnswer answer = recorded.Answers[i];
            NetworkDifference difference = NetworkDifference.Of(ours[i], Npy.Read(answer.File).Floats());
            double limit = double.IsNaN(answer.Tolerance) ? answer.Scaled * Math.Max(1, difference.Greatest) : answer.Tolerance;
            TestContext.Current.TestOutputHelper?.WriteLine($"{answer.Tensor}: {difference} of {limit:g2}");
            if (!(difference.Largest <= limit) || difference.Mean > answer.MeanTolerance)
            {
                faults.Add($"{answer.Tensor}: {difference}, allowed {limit:g3}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
