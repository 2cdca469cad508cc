using System.Buffers.Binary;
using System.Text.Json;
using Retrain.Formats.TensorFlowJs.Writing;
using Retrain.Formats.Tests.TensorFlow.Ops;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.TensorFlowJs.Writing;

public sealed class TensorFlowJsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_Network_HasTheConvertersForm()
    {
        JsonElement model = Write(Classifier(), new TensorFlowJsWriterOptions
        {
            Metadata = new Dictionary<string, string> { ["retrain"] = "{\"labels\":[\"größe\"]}" },
        });

        Assert.Equal("graph-model", model.GetProperty("format").GetString());
        Assert.Equal(JsonValueKind.Null, model.GetProperty("convertedBy").ValueKind);
        Assert.Equal(
            """{"image":{"name":"image:0","dtype":"DT_FLOAT","tensorShape":"""
                + """{"dim":[{"size":"-1"},{"size":"4"},{"size":"4"},{"size":"3"}]}}}""",
            Text(model, "signature", "inputs"));
        Assert.Equal(
            """{"scores":{"name":"scores:0","dtype":"DT_FLOAT","tensorShape":"""
                + """{"dim":[{"size":"-1"},{"size":"4"},{"size":"4"},{"size":"2"}]}}}""",
            Text(model, "signature", "outputs"));
        Assert.Equal("{\"labels\":[\"größe\"]}", model.GetProperty("userDefinedMetadata").GetProperty("retrain").GetString());
        Assert.Contains("größe", File.ReadAllText(folder["model.json"]), StringComparison.Ordinal);
        JsonElement constant = Nodes(model).Single(n => n.GetProperty("name").GetString() == "filter");
        Assert.Equal(
            """{"dtype":{"type":"DT_FLOAT"},"value":{"tensor":{"dtype":"DT_FLOAT","tensorShape":"""
                + """{"dim":[{"size":"1"},{"size":"1"},{"size":"3"},{"size":"2"}]}}}}""",
            Text(constant, "attr"));
        Assert.Equal(["filter", "bias"], Weights(model).Select(w => w.GetProperty("name").GetString()));
        Assert.True(model.GetProperty("modelTopology").GetProperty("versions").GetProperty("producer").GetInt32() > 0);
        byte[] file = File.ReadAllBytes(folder["group1-shard1of1.bin"]);
        Assert.Equal((6 + 2) * 4, file.Length);
        Assert.Equal(OperatorCases.Ramp(1, 1, 3, 2).Floats[1], BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(4)));
    }

    [Fact]
    public void Write_ConvolutionBiasActivation_BecomeOneNode()
    {
        JsonElement model = Write(Classifier(), new TensorFlowJsWriterOptions());

        JsonElement fused = Nodes(model).Single(n => n.GetProperty("op").GetString() == "_FusedConv2D");
        Assert.Equal("relu", fused.GetProperty("name").GetString());
        Assert.Equal("""["image","filter","bias"]""", Text(fused, "input"));
        Assert.Equal("""{"list":{"s":["Qmlhc0FkZA==","UmVsdTY="]}}""", Text(fused, "attr", "fused_ops"));
        Assert.Equal("""{"list":{"i":["1","1","1","1"]}}""", Text(fused, "attr", "dilations"));
        Assert.Equal(
            ["Placeholder", "Const", "Const", "_FusedConv2D", "Softmax"], Nodes(model).Select(n => n.GetProperty("op").GetString()));
    }

    [Fact]
    public void Write_BiasThatIsAnOutputToo_IsNotFusedAway()
    {
        (NetworkBuilder builder, Value sum, Value relu) = Convolution();

        JsonElement model = Write(
            builder.Build(new NetworkOutput("sum", sum), new NetworkOutput("relu", relu)), new TensorFlowJsWriterOptions());

        Assert.Equal(
            ["Placeholder", "Const", "Const", "_FusedConv2D", "Relu6"], Nodes(model).Select(n => n.GetProperty("op").GetString()));
        Assert.Equal("sum", Nodes(model).Single(n => n.GetProperty("op").GetString() == "_FusedConv2D").GetProperty("name").GetString());
    }

    [Fact]
    public void Write_Float16_HalvesFiltersAndKeepsBiases()
    {
        JsonElement model = Write(Classifier(), new TensorFlowJsWriterOptions { Float16 = true });

        Assert.Equal("""{"dtype":"float16","original_dtype":"float32"}""", Text(Weights(model)[0], "quantization"));
        Assert.False(Weights(model)[1].TryGetProperty("quantization", out _));
        byte[] file = File.ReadAllBytes(folder["group1-shard1of1.bin"]);
        Assert.Equal((6 * 2) + (2 * 4), file.Length);
        Assert.Equal((Half)OperatorCases.Ramp(1, 1, 3, 2).Floats[1], BinaryPrimitives.ReadHalfLittleEndian(file.AsSpan(2)));
    }

    [Fact]
    public void Write_Float16OfTooLargeAValue_KeepsThatTensor()
    {
        var builder = new NetworkBuilder();
        Value image = builder.Input("image", ElementType.Float32, Dimension.Photos, 2);
        Value sum = builder.Add("sum", new Binary(BinaryKind.Mul), image, builder.Constant("large", Tensor.Of([70_000f, 1f], 1, 2)));

        JsonElement model = Write(builder.Build(new NetworkOutput("sum", sum)), new TensorFlowJsWriterOptions { Float16 = true });

        Assert.False(Weights(model)[0].TryGetProperty("quantization", out _));
    }

    [Fact]
    public void Write_SmallShards_CutsTensorsAcrossFiles()
    {
        JsonElement model = Write(Classifier(), new TensorFlowJsWriterOptions { ShardBytes = 10 });

        string[] paths = [.. model.GetProperty("weightsManifest")[0].GetProperty("paths").EnumerateArray().Select(p => p.GetString()!)];
        Assert.Equal(["group1-shard1of4.bin", "group1-shard2of4.bin", "group1-shard3of4.bin", "group1-shard4of4.bin"], paths);
        Assert.Equal([10L, 10, 10, 2], paths.Select(p => new FileInfo(folder[p]).Length));
    }

    [Fact]
    public void Write_WholeNumbersOf64Bits_Become32()
    {
        var builder = new NetworkBuilder();
        Value index = builder.Input("index", ElementType.Int64, Dimension.Photos);
        Value sum = builder.Add("sum", new Binary(BinaryKind.Add), index, builder.Constant("number", Tensor.Of([long.MaxValue, 5L], 2)));

        JsonElement model = Write(builder.Build(new NetworkOutput("sum", sum)), new TensorFlowJsWriterOptions());

        Assert.Equal("int32", Weights(model)[0].GetProperty("dtype").GetString());
        byte[] file = File.ReadAllBytes(folder["group1-shard1of1.bin"]);
        Assert.Equal(int.MaxValue, BinaryPrimitives.ReadInt32LittleEndian(file));
        Assert.Equal(5, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)));
        Assert.Equal("\"DT_INT32\"", Text(model, "signature", "inputs", "index", "dtype"));
    }

    [Fact]
    public void Write_NodesThatTensorFlowJsLacks_NamesThemAllAndWritesNothing()
    {
        var builder = new NetworkBuilder();
        Value value = builder.Input("image", ElementType.Float32, Dimension.Photos, 4, 4, 3);
        value = builder.Add("fake", new FakeQuantize([-1f], [1f], 8, false, FakeQuantizeFormula.TensorFlow1), value);
        value = builder.Add("blocks", new SpaceToDepth(2, DataLayout.ChannelsLast), value);

        GraphException e = Assert.Throws<GraphException>(
            () => Write(builder.Build(new NetworkOutput("blocks", value)), new TensorFlowJsWriterOptions()));

        Assert.Contains("'fake' (FakeQuantWithMinMaxVars), 'blocks' (SpaceToDepth)", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.FullPath));
    }

    [Fact]
    public void Write_SameNetworkTwice_GivesTheSameBytes()
    {
        Write(Classifier(), new TensorFlowJsWriterOptions());
        byte[] first = File.ReadAllBytes(folder["model.json"]);
        Write(Classifier(), new TensorFlowJsWriterOptions());

        Assert.Equal(first, File.ReadAllBytes(folder["model.json"]));
    }

    private static Network Classifier()
    {
        (NetworkBuilder builder, _, Value relu) = Convolution();
        return builder.Build(new NetworkOutput("scores", builder.Add("scores", new Softmax(3), relu)));
    }

    private static (NetworkBuilder Builder, Value Sum, Value Relu) Convolution()
    {
        var builder = new NetworkBuilder();
        Value image = builder.Input("image", ElementType.Float32, Dimension.Photos, 4, 4, 3);
        Value sum = builder.Add(
            "sum", new Conv((1, 1), (1, 1), Padding.Same, 1, DataLayout.ChannelsLast), image,
            builder.Constant("filter", OperatorCases.Ramp(1, 1, 3, 2)), builder.Constant("bias", OperatorCases.Ramp(2)));
        return (builder, sum, builder.Add("relu", new Clip(0, 6), sum));
    }

    private JsonElement Write(Network network, TensorFlowJsWriterOptions options)
    {
        TensorFlowJsWriter.Write(network, folder.FullPath, options);
        return JsonDocument.Parse(File.ReadAllBytes(folder["model.json"])).RootElement;
    }

    private static JsonElement[] Nodes(JsonElement model) => [.. model.GetProperty("modelTopology").GetProperty("node").EnumerateArray()];

    private static JsonElement[] Weights(JsonElement model) =>
        [.. model.GetProperty("weightsManifest")[0].GetProperty("weights").EnumerateArray()];

    private static string Text(JsonElement element, params string[] path) =>
        JsonSerializer.Serialize(path.Aggregate(element, (e, p) => e.GetProperty(p)));
}
