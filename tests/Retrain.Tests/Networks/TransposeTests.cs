using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>A converted network turns its pictures once, before its first layer, and never again.</summary>
public class TransposeTests
{
    private static readonly HashSet<string> Layers = new(StringComparer.Ordinal)
    {
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "BatchNormalization", "Gemm", "MatMul", "LRN",
    };

    // Networks end in a mean over pixels; some also begin with one, to level the brightness of photos, and that is no layer.
    private const string LastLayer = "ReduceMean";

    // Made to be odd: layers in both layouts by turns, flattening across channels.
    private static readonly HashSet<string> Odd = ["frozen/unusual_spelling", "modules/odd_ops"];

    public static TheoryData<string> Names() =>
        [.. new[] { "frozen", "saved_models", "modules" }.SelectMany(NetworkFixtures.All).Select(c => c.Name)
            .Where(n => !Odd.Contains(n.Split(' ')[0])).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Names))]
    public void ToOnnx_RecordedNetwork_HasNoTransposeBetweenItsLayers(string name)
    {
        SharedData.Shared("fixtures", "modules");
        NetworkCase recorded = NetworkFixtures.All(name.Split('/')[0]).First(c => c.Name == name);
        // Taps in the middle have to be given in TensorFlow's order, so only the last output counts.
        Network network = NetworkRun.Import(recorded with { Answers = [recorded.Answers[0]] });
        GraphProto graph = OnnxModel.Read(NetworkCompiler.ToOnnx(network, name)).Graph;
        string[] inner = [.. Inner(graph).Select(n => n.Output[0])];
        Assert.True(inner.Length == 0, string.Join(", ", inner));
        Assert.True(graph.Node.Count(n => n.OpType == "Transpose") <= 1, "more than one");
    }

    /// <summary>The transpositions with a layer before and a layer behind them.</summary>
    private static IEnumerable<NodeProto> Inner(GraphProto graph)
    {
        var behind = new HashSet<string>(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node.Where(n => Layers.Contains(n.OpType) || n.Input.Any(behind.Contains)))
        {
            behind.UnionWith(node.Output);
        }

        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node.Reverse().Where(
            n => Layers.Contains(n.OpType) || n.OpType == LastLayer || n.Output.Any(before.Contains)))
        {
            before.UnionWith(node.Input);
        }

        return graph.Node.Where(n => n.OpType == "Transpose" && behind.Contains(n.Output[0]) && before.Contains(n.Output[0]));
    }
}
