using Google.Protobuf;
using Retrain.Formats.Onnx.Schema;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>Models that nobody can run are turned down, and the message names what is wrong with them.</summary>
public class RefusedModelsTests
{
    [Theory]
    [InlineData("frozen", "refuse_cycle", "cycle|'a' (|'b' (")]
    [InlineData("frozen", "refuse_html", "graph.pb|HTML")]
    [InlineData("frozen", "refuse_missing_input", "'final_result'|'missing/node'")]
    [InlineData("frozen", "refuse_not_frozen", "'weights'|not frozen|checkpoint")]
    [InlineData("frozen", "refuse_truncated", "graph.pb|14239 bytes")]
    [InlineData("frozen", "refuse_unknown_op", "'block_3/fancy'|FancyActivation")]
    [InlineData("saved_models", "refuse_flipped_bit", "'blocks/2/w/|variables.data-00000-of-00001|checksum")]
    [InlineData("saved_models", "refuse_no_pb", "saved_model.pb")]
    [InlineData("saved_models", "refuse_no_variables", "variables")]
    [InlineData("saved_models", "refuse_short_data", "variables.data-00000-of-00001")]
    public void Read_ModelThatMustBeRefused_NamesTheFault(string kind, string name, string parts)
    {
        string folder = SharedData.Shared("fixtures", kind, name);
        string path = Path.Combine(folder, kind == "frozen" ? "graph.pb" : "model");
        string message = Refuse(path);
        TestContext.Current.TestOutputHelper?.WriteLine(message);
        Assert.All(parts.Split('|'), part => Assert.Contains(part, message, StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith($"'{path}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Read_EveryRecordedRefusal_IsTestedHere()
    {
        string[] found = [.. new[] { "frozen", "saved_models" }.SelectMany(
            k => Directory.EnumerateDirectories(SharedData.Shared("fixtures", k), "refuse_*")).Select(f => Path.GetFileName(f)!).Order()];
        Assert.Equal(
            ["refuse_cycle", "refuse_detection_op", "refuse_flipped_bit", "refuse_html", "refuse_missing_input", "refuse_no_pb",
                "refuse_no_variables", "refuse_not_frozen", "refuse_short_data", "refuse_truncated", "refuse_unknown_op"],
            found);
    }

    /// <summary>Whatever its input is taken for: the operator is named at the latest when the network is read.</summary>
    [Fact]
    public void Read_OperatorOfDetectors_IsNamedWithItsNode()
    {
        string path = Path.Combine(SharedData.Shared("fixtures", "frozen", "refuse_detection_op"), "graph.pb");
        string message = Refuse(path);
        TestContext.Current.TestOutputHelper?.WriteLine(message);
        Assert.Contains("NonMaxSuppressionV3", message);
    }

    [Fact]
    public void Read_SeveralUnsupportedOperators_NamesAllWithTheirNodes()
    {
        GraphDef graph = GraphDef.Parser.ParseFrom(
            File.ReadAllBytes(SharedData.Fixture("tensorflow", "frozen", "tf1_retrained_mobilenet_v1", "graph.pb")));
        NodeDef[] renamed = [.. graph.Node.Where(n => n.Op == "Relu6").Take(2), graph.Node.First(n => n.Op == "Conv2D"),
            graph.Node.Last(n => n.Op == "BiasAdd" || n.Op == "Add")];
        for (int i = 0; i < renamed.Length; i++)
        {
            renamed[i].Op = "Strange" + i;
        }

        using var folder = new TemporaryFolder();
        string message = Refuse(folder.Write("strange.pb", graph.ToByteArray()));
        TestContext.Current.TestOutputHelper?.WriteLine(message);
        Assert.All(renamed, n => Assert.Contains($"'{n.Name}' ({n.Op}", message));
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Read_OnnxInputOfImpossibleSize_IsRefused(long height)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(
            File.ReadAllBytes(SharedData.Fixture("onnx", "resnet_opset13_with_bn", "model.onnx")));
        model.Graph.Input[0].Type.TensorType.Shape.Dim[2].DimValue = height;
        using var folder = new TemporaryFolder();
        Assert.Contains("impossible.onnx", Refuse(folder.Write("impossible.onnx", model.ToByteArray())));
    }

    private static string Refuse(string path) =>
        Assert.Throws<RetrainException>(() => NetworkOrigins.Open(path).Read(new NetworkWish { Purpose = NetworkPurpose.Scores })).Message;
}
