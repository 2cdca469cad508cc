using System.Text.Json;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Tests.Networks;
using Retrain.Tests.Training;

namespace Retrain.Tests.Models;

/// <summary>The original's run on a module with quantisers, its layer written by us (REFERENCE 5.3).</summary>
public sealed class QuantisedHeadGraphTests : IDisposable
{
    private const string Prefix = "final_re";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task SaveFrozenGraph_RecordedLayer_HasTheOriginalsNodes()
    {
        GraphDef ours = await WriteAsync();

        GraphDef original = GraphDef.Parser.ParseFrom(
            File.ReadAllBytes(SharedData.Shared("fixtures", "retrain_runs", "mobilenet_v1_quantops", "output_graph.pb")));
        OldGraph.Check(ours);
        Assert.Equal(
            Lines(original).Select(line => line.Replace(" AddV2 ", " Add ", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Lines(ours).Order(StringComparer.Ordinal));
        Assert.Equal(17, Lines(ours).Count());
        Assert.Equal("final_result", ours.Node[^1].Name);
        foreach (NodeDef node in ours.Node.Where(n => n.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            NodeDef theirs = original.Node.Single(n => n.Name == node.Name);
            // "_class" says which variable a read stood beside, of which a frozen graph has none.
            Assert.Equal(
                theirs.Attr.Keys.Where(key => key != "_class").Order(StringComparer.Ordinal),
                node.Attr.Keys.Order(StringComparer.Ordinal));
            Assert.All(
                node.Attr.Where(a => a.Value.ValueCase != AttrValue.ValueOneofCase.Tensor),
                a => Assert.Equal(theirs.Attr[a.Key], a.Value));
            if (node.Op == "Const")
            {
                Graph.Tensor value = Formats.TensorFlow.TensorProtos.Read(node.Attr["value"].Tensor);
                Graph.Tensor expected = Formats.TensorFlow.TensorProtos.Read(theirs.Attr["value"].Tensor);
                Assert.Equal([.. expected.Shape], (int[])[.. value.Shape]);
                Assert.Equal(expected.Floats, value.Floats);
            }
        }
    }

    [Fact]
    public async Task SaveFrozenGraph_RecordedLayer_GivesTheRecordedScores()
    {
        _ = await WriteAsync();
        string root = SharedData.Shared("fixtures", "retrain_runs", "mobilenet_v1_quantops");

        float[] scores = NetworkRun.OnnxRuntime(new NetworkCase(
            "written",
            folder["output_graph.pb"],
            null,
            new Dictionary<string, object> { ["input/BottleneckInputPlaceholder:0"] = Npy.Read(Path.Combine(root, "bottlenecks.npy")) },
            new Dictionary<string, bool>(),
            [new NetworkAnswer("final_result:0", "", 0)],
            OneByOne: false))[0];

        NetworkDifference difference = NetworkDifference.Of(scores, Npy.Read(Path.Combine(root, "scores.npy")).Floats());
        TestContext.Current.TestOutputHelper?.WriteLine(difference.ToString());
        Assert.InRange(difference.Largest, 0, 2e-6);
    }

    private static IEnumerable<string> Lines(GraphDef graph) => graph.Node
        .Where(n => n.Name.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => $"{n.Name} {n.Op} {string.Join(' ', n.Input)}");

    private async Task<GraphDef> WriteAsync()
    {
        string module = SharedData.Shared("fixtures", "modules", "mobilenet_v1_050_160", "quantops", "feature_vector", "module");
        Backbone backbone = await Backbone.LoadAsync(module, TestContext.Current.CancellationToken);
        var model = new TrainedModel(
            backbone,
            RecordedRun.Open("mobilenet_v1_quantops").QuantisedLayer(),
            ModelFixture.Flowers,
            "final_result",
            new VerificationSample(PhotoSet.Testing, [], []),
            new ModelPapers("{}", "{}", new Dictionary<string, string>()));
        await model.SaveFrozenGraphAsync(folder["output_graph.pb"], null, TestContext.Current.CancellationToken);
        return GraphDef.Parser.ParseFrom(File.ReadAllBytes(folder["output_graph.pb"]));
    }
}
