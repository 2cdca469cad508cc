using Retrain.Backbones;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Prediction;
using Retrain.Tests.Networks;
using SavedModelProto = Retrain.Formats.TensorFlow.Schema.SavedModel;

namespace Retrain.Tests.Models;

/// <summary>Frozen graph and SavedModel are what programs made for the original's expect. FIELD_CASES X01, X02.</summary>
public sealed class WrittenGraphTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Networks => ["embedded", "hub module"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task SaveFrozenGraph_AnyNetwork_HasOldOpsOnlyAndTheDocumentedNames(string network)
    {
        TrainedModel model = Model(network);

        GraphDef graph = await FrozenAsync(model);

        OldGraph.Check(graph);
        NodeDef input = graph.Node[0];
        Assert.Equal(("Placeholder", "Placeholder"), (input.Name, input.Op));
        Assert.Equal(DataType.DtFloat, input.Attr["dtype"].Type);
        Preprocessing size = model.Backbone.Preprocessing;
        Assert.Equal([-1, size.Height, size.Width, 3], input.Attr["shape"].Shape.Dim.Select(d => (int)d.Size));
        Assert.Single(graph.Node, n => n.Op == "Placeholder");
        Assert.Equal(("final_result", "Softmax"), (graph.Node[^1].Name, graph.Node[^1].Op));
        Assert.DoesNotContain(graph.Node, n => n.Input.Any(i => i.StartsWith('^')));
    }

    /// <summary>What users and converters name; before it each network has its own nodes, below <c>module_apply_default/</c>.</summary>
    [Theory]
    [InlineData("efficientnet_lite0")]
    [InlineData("mobilenet_v1")]
    public async Task SaveFrozenGraph_NodesThatUsersName_AreThoseOfTheOriginal(string run)
    {
        string path = SharedData.Shared("fixtures", "retrain_runs", run, "output_graph_nodes.tsv");
        string[][] table = [.. File.ReadAllLines(path).Skip(1).Select(line => line.Split('\t'))];
        int bottleneck = Array.FindIndex(table, row => row[0] == "input/BottleneckInputPlaceholder");

        GraphDef graph = await FrozenAsync(Model("hub module"));

        Dictionary<string, NodeDef> ours = graph.Node.ToDictionary(n => n.Name);
        Assert.Equal((table[0][0], table[0][1]), (graph.Node[0].Name, graph.Node[0].Op));
        // The op of 2018, and an Identity where some readers trip over a PlaceholderWithDefault.
        string[][] tail = [.. table[(bottleneck + 1)..].Select(row => new[] { row[0], row[1] == "AddV2" ? "Add" : row[1], row[2] })];
        Assert.Equal(tail, tail.Select(row => new[] { row[0], ours[row[0]].Op, string.Join(' ', ours[row[0]].Input) }));
        Assert.Equal("Identity", ours["input/BottleneckInputPlaceholder"].Op);
        Assert.All(
            graph.Node.TakeWhile(n => n.Name != "input/BottleneckInputPlaceholder").Skip(1),
            n => Assert.StartsWith("module_apply_default/", n.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SaveFrozenGraph_Bottlenecks_CanBeFed()
    {
        TrainedModel model = Model("hub module");
        _ = await FrozenAsync(model);
        var stream = new RandomStream(5, "bottleneck");
        float[] features = [.. Enumerable.Range(0, model.Head.Features).Select(i => (float)stream.Uniform(i))];

        float[] scores = NetworkRun.OnnxRuntime(new NetworkCase(
            "written",
            folder["output_graph.pb"],
            null,
            new Dictionary<string, object> { ["input/BottleneckInputPlaceholder:0"] = (features, new[] { 1, features.Length }) },
            new Dictionary<string, bool>(),
            [new NetworkAnswer("final_result:0", "", 0)],
            OneByOne: false))[0];

        double[] expected = ModelFixture.Scores(model.Head, features);
        Assert.All(scores.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public async Task Save_OtherFinalTensorName_IsHonouredEverywhere()
    {
        TrainedModel model = Model("hub module", "xyz");

        GraphDef graph = await FrozenAsync(model);
        await model.SaveSavedModelAsync(folder["saved"], null, TestContext.Current.CancellationToken);

        Assert.Equal("xyz", graph.Node[^1].Name);
        Assert.DoesNotContain(graph.Node, n => n.Name == "final_result");
        Assert.Equal("xyz:0", Read(folder["saved"]).SignatureDef["serving_default"].Outputs["prediction"].Name);
        using Predictor frozen = Predictor.Load(folder["output_graph.pb"], null, ModelFixture.Read);
        using Predictor saved = Predictor.Load(folder["saved"], null, ModelFixture.Read);
        Assert.Equal(ModelFixture.Flowers, frozen.Labels);
        Assert.Equal(frozen.Predict("a"u8.ToArray(), "a").Scores, saved.Predict("a"u8.ToArray(), "a").Scores);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task SaveSavedModel_AnyNetwork_IsBuiltAsTheOriginals(string network)
    {
        TrainedModel model = Model(network);
        string recorded = SharedData.Shared("fixtures", "retrain_runs", "mobilenet_v1", "saved_model");

        await model.SaveSavedModelAsync(folder["saved"], null, TestContext.Current.CancellationToken);

        MetaGraphDef ours = Read(folder["saved"]);
        MetaGraphDef theirs = Read(recorded);
        Assert.Equal(theirs.MetaInfoDef.Tags, ours.MetaInfoDef.Tags);
        Assert.Equal(theirs.SignatureDef.Keys, ours.SignatureDef.Keys);
        SignatureDef signature = ours.SignatureDef["serving_default"];
        SignatureDef original = theirs.SignatureDef["serving_default"];
        Assert.Equal(original.MethodName, signature.MethodName);
        foreach ((var port, var originalPort) in new[] { (signature.Inputs, original.Inputs), (signature.Outputs, original.Outputs) })
        {
            Assert.Equal(originalPort.Keys, port.Keys);
            string key = originalPort.Keys.Single();
            Assert.Equal((originalPort[key].Name, originalPort[key].Dtype), (port[key].Name, port[key].Dtype));
            Assert.Equal(originalPort[key].TensorShape.Dim.Select(d => d.Size == -1), port[key].TensorShape.Dim.Select(d => d.Size == -1));
        }

        // The head alone was trained, and a program that goes on training finds it as in the original's.
        VariableDef[] trained = Variables(ours, "trainable_variables");
        VariableDef[] originallyTrained = Variables(theirs, "trainable_variables");
        Assert.Equal(
            originallyTrained.Select(v => (v.VariableName, v.InitializerName, v.SnapshotName)),
            trained.Select(v => (v.VariableName, v.InitializerName, v.SnapshotName)));
        Assert.Equal(theirs.CollectionDef["saved_model_main_op"].NodeList.Value, ours.CollectionDef["saved_model_main_op"].NodeList.Value);
        foreach (string file in Directory.GetFiles(recorded, "*", SearchOption.AllDirectories))
        {
            Assert.True(File.Exists(Path.Combine(folder["saved"], Path.GetRelativePath(recorded, file))), file);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task SaveSavedModel_AnyNetwork_IsWholeAndHoldsTheGraphsWeights(string network)
    {
        TrainedModel model = Model(network);
        GraphDef frozen = await FrozenAsync(model);
        await model.SaveSavedModelAsync(folder["saved"], null, TestContext.Current.CancellationToken);
        MetaGraphDef meta = Read(folder["saved"]);
        HashSet<string> nodes = [.. meta.GraphDef.Node.Select(n => n.Name)];

        // What loaders look up by name is there.
        SaverDef saver = meta.SaverDef;
        string[] saverNames = [saver.FilenameTensorName, saver.SaveTensorName, saver.RestoreOpName];
        Assert.All(saverNames, name => Assert.Contains(name.Split(':')[0], nodes));
        Assert.Contains(meta.CollectionDef["saved_model_main_op"].NodeList.Value.Single(), nodes);
        VariableDef[] variables = Variables(meta, "variables");
        Assert.All(
            variables.SelectMany(v => new[] { v.VariableName, v.InitializerName, v.SnapshotName, v.InitialValueName }),
            name => Assert.Contains(name.Split(':')[0], nodes));
        Assert.All(meta.GraphDef.Node.SelectMany(n => n.Input), input => Assert.Contains(input.TrimStart('^').Split(':')[0], nodes));

        // Every weight is a variable, in the graph, in the collection and in the checkpoint.
        TensorFlowModel saved = TensorFlowModels.Open(folder["saved"]);
        string[] stored = [.. meta.GraphDef.Node.Where(n => n.Op == "VariableV2").Select(n => n.Name)];
        Assert.Equal(stored, variables.Select(v => v.VariableName[..^2]));
        Assert.All(stored, name =>
        {
            Graph.Tensor value = saved.Variables.Find(name)!;
            Graph.Tensor constant = TensorProtos.Read(frozen.Node.Single(n => n.Name == name).Attr["value"].Tensor);
            Assert.Equal([.. constant.Shape], (int[])[.. value.Shape]);
            Assert.Equal(constant.Floats, value.Floats);
        });
        Assert.Contains("final_retrain_ops/weights/final_weights", stored);
        HashSet<string> weights =
        [
            .. frozen.Node
                .Where(n => n.Op == "Const" && n.Attr["dtype"].Type == DataType.DtFloat
                    && TensorProtos.Read(n.Attr["value"].Tensor).Length > 1)
                .Select(n => n.Name),
        ];
        Assert.DoesNotContain(meta.GraphDef.Node, n => n.Op == "Const" && weights.Contains(n.Name));
    }

    private static MetaGraphDef Read(string savedModel) =>
        Assert.Single(SavedModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(savedModel, "saved_model.pb"))).MetaGraphs);

    private static VariableDef[] Variables(MetaGraphDef meta, string collection) =>
        [.. meta.CollectionDef[collection].BytesList.Value.Select(VariableDef.Parser.ParseFrom)];

    private static TrainedModel Model(string network, string finalTensorName = "final_result")
    {
        Backbone backbone = network == "embedded"
            ? ModelFixture.Backbone()
            : NetworkBackbone.From(
                NetworkOrigins.Open(SharedData.Fixture("tensorflow", "modules", "inception_v1_thin", "module.tar.gz")),
                "thin",
                new NetworkWish());
        return new TrainedModel(
            backbone,
            ModelFixture.Head(backbone.Features),
            ModelFixture.Flowers,
            finalTensorName,
            new VerificationSample(PhotoSet.Testing, [], []),
            new ModelPapers("{}", "{}", new Dictionary<string, string>()));
    }

    private async Task<GraphDef> FrozenAsync(TrainedModel model)
    {
        await model.SaveFrozenGraphAsync(folder["output_graph.pb"], null, TestContext.Current.CancellationToken);
        return GraphDef.Parser.ParseFrom(File.ReadAllBytes(folder["output_graph.pb"]));
    }
}
