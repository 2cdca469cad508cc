using Retrain.Formats.Keras;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlowJs;
using Retrain.Graph;
using Retrain.Testing;

namespace Retrain.Formats.Tests.TensorFlowJs;

/// <summary>Every recorded TensorFlow.js model, and every one that has to be refused.</summary>
public sealed class TensorFlowJsConformanceTests
{
    public static TheoryData<string> Cases { get; } =
    [
        "graph_mobilenet_v2",
        "graph_mobilenet_v2_float16",
        "graph_mobilenet_v2_uint8",
        "graph_retrained_frozen",
        "layers_mobilenet_v2",
        "layers_mobilenet_v2_float16",
        "layers_mobilenet_v2_shards",
        "layers_mobilenet_v2_uint16",
        "layers_mobilenet_v2_uint8",
        "layers_zoo",
        "teachable_machine",
    ];

    public static TheoryData<string, string[]> Refused { get; } = new()
    {
        { "refuse_custom_layer", ["ShopSharpen", "sharpen_1"] },
        { "refuse_missing_shard", ["group1-shard2of4.bin"] },
        { "refuse_short_weights", ["group1-shard1of4.bin", "19600"] },
        { "refuse_unknown_op", ["block/fancy", "FancyActivation"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_RecordedModel_AnswersAsTensorFlowJsDid(string name) =>
        Check(new RecordedCase(SharedData.Shared("fixtures", "tfjs", name)));

    [Theory]
    [InlineData("graph_mobilenet_v2")]
    [InlineData("layers_mobilenet_v2")]
    public void Read_CommittedModel_AnswersAsTensorFlowJsDid(string name) => Check(new RecordedCase(SharedData.Fixture("tfjs", name)));

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_ModelThatCannotBeUsed_IsRefusedByName(string name, string[] named)
    {
        string file = Path.Combine(SharedData.Shared("fixtures", "tfjs", name), "model.json");
        Exception refusal = Assert.ThrowsAny<Exception>(() => Read(TensorFlowJsModels.Open(file)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{name} | {refusal.Message}");
        Assert.True(refusal is TensorFlowJsFormatException or KerasFormatException or TensorFlowFormatException);
        Assert.All(named, n => Assert.Contains(n, refusal.Message));
    }

    [Fact]
    public void Cases_OfTheFolder_AreAllInTheTable()
    {
        string[] folders = [.. Directory.EnumerateDirectories(SharedData.Shared("fixtures", "tfjs")).Select(f => Path.GetFileName(f)!)];
        string[] listed = [.. Cases.Select(c => c.Data), .. Refused.Select(c => c.Data.Item1)];
        Assert.Equal(folders.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    /// <summary>The network to the model's output.</summary>
    internal static Network Read(TensorFlowJsModel model)
    {
        if (model.Layers is { } layers)
        {
            KerasNetwork network = KerasNetworkReader.Read(layers);
            return network.Build(network.Outputs[0]);
        }

        // Without signatures: the only placeholder, and the last node.
        TensorFlowModel graph = model.Graph!;
        TensorFlowSignature? signature = graph.Signatures.Values.FirstOrDefault();
        var input = TensorReference.Parse(signature?.Inputs[0].Tensor ?? graph.Graph.Node.First(n => n.Op == "Placeholder").Name);
        (ElementType? type, var shape) = Placeholders.Declared(graph.Graph.Node.First(n => n.Name == input.Node));
        var read = new HashSet<string>(graph.Graph.Node.SelectMany(n => n.Input));
        var output = TensorReference.Parse(
            signature?.Outputs[0].Tensor ?? graph.Graph.Node.Last(n => n.Op != "Const" && !read.Contains(n.Name)).Name);
        return TensorFlowImporter.Import(graph, new ImportOptions
        {
            Inputs = [new FedTensor(input.Node, input, type!.Value, shape!.Value)],
            Outputs = [("scores", output)],
        }).Require();
    }

    private static void Check(RecordedCase recorded) => recorded.Check("scores", Read(TensorFlowJsModels.Open(recorded.Model)));
}
