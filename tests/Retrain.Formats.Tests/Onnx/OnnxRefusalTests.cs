using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using static Retrain.Formats.Onnx.OnnxAttributes;
using static Retrain.Formats.Tests.Onnx.OnnxFile;

namespace Retrain.Formats.Tests.Onnx;

/// <summary>What is not supported is named, and nothing that a file asks for is without an end.</summary>
public class OnnxRefusalTests
{
    [Theory]
    [InlineData("refuse_future_opset", "version 99")]
    [InlineData("refuse_custom_op", "'fancy' (com.example.vision::FancyPool)")]
    [InlineData("refuse_external_escape", "the tensor 'onnx::Conv_90'|outside of the model's folder")]
    [InlineData("refuse_missing_external", "the tensor 'onnx::Conv_90'|'model.onnx.data', which is not beside the model")]
    [InlineData("refuse_truncated", "damaged")]
    public void Read_FileThatMustBeRefused_NamesTheFault(string name, string parts)
    {
        string folder = SharedData.Shared("fixtures", "onnx", name);
        OnnxFormatException e = Assert.Throws<OnnxFormatException>(() => OnnxNetworkReader.RefuseUnsupported(
            OnnxNetworkReader.Read(OnnxModel.Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))), folder)));
        Assert.All(parts.Split('|'), part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Refusals_AllFolders_AreTestedHere() => Assert.Equal(
        ["refuse_custom_op", "refuse_external_escape", "refuse_future_opset", "refuse_missing_external", "refuse_truncated"],
        Directory.GetDirectories(SharedData.Shared("fixtures", "onnx"), "refuse_*").Select(d => Path.GetFileName(d))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Read_FunctionThatCallsItself_IsNamed()
    {
        OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2).Node("own::A", "x", "y").Outputs("y");
        file.Model.Functions.Add(OnnxReadingTests.Function("A", "v", "r", "", NodeOf("own::B", "v", "r")));
        file.Model.Functions.Add(OnnxReadingTests.Function("B", "v", "r", "", NodeOf("own::A", "v", "r")));
        Assert.Contains("'y/r/r' (own::A: the function calls itself)", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FunctionsThatMultiply_AreStopped()
    {
        OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2).Node("own::F0", "x", "y").Outputs("y");
        for (int i = 0; i < 30; i++)
        {
            string next = $"own::F{i + 1}";
            file.Model.Functions.Add(OnnxReadingTests.Function($"F{i}", "v", "r", "", NodeOf(next, "v", "a"), NodeOf(next, "a", "r")));
        }

        file.Model.Functions.Add(OnnxReadingTests.Function("F30", "v", "r", "", NodeOf("Abs", "v", "r")));
        Assert.Contains("unfolds to more than", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OperatorInsideAFunction_IsNamedWithItsPlace()
    {
        OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2).Node("own::A", "x", "y").Outputs("y");
        file.Model.Functions.Add(OnnxReadingTests.Function("A", "v", "r", "", NodeOf("Strange", "v", "s"), NodeOf("Abs", "s", "r")));
        Assert.Contains("1 node is not supported: 'y/s' (Strange)", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LoopWithoutEnd_IsStopped()
    {
        OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2).Ints("n", long.MaxValue).Node("Loop", "n - x", "y",
            GraphOf("body", "i:int64 c:bool v:float32", "c:bool w:float32", NodeOf("Add", "v x", "w"))).Outputs("y");
        Assert.Contains("'y' (Loop: more than 1000 rounds)", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LoopThatDependsOnThePhoto_IsNamed()
    {
        OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2).Input("n", ElementType.Int64).Node("Loop", "n - x", "y",
            GraphOf("body", "i:int64 c:bool v:float32", "c:bool w:float32", NodeOf("Add", "v x", "w"))).Outputs("y");
        Assert.Contains("'y' (Loop: its input 'n' depends on the photo", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IfThatDependsOnThePhoto_IsNamed()
    {
        OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2).Input("c", ElementType.Bool).Node("If", "c", "y",
            GraphOf("then_branch", "", "a:float32", NodeOf("Abs", "x", "a")),
            GraphOf("else_branch", "", "b:float32", NodeOf("Neg", "x", "b"))).Outputs("y");
        Assert.Contains("'y' (If: its condition 'c' depends on the photo)", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BranchThatIsNotTaken_MayHoldAnything()
    {
        OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2).Store("c", Tensor.Of(new[] { true })).Node("If", "c", "y",
            GraphOf("then_branch", "", "a:float32", NodeOf("Abs", "x", "a")),
            GraphOf("else_branch", "", "b:float32", NodeOf("Strange", "x", "b"))).Outputs("y");
        OnnxNetworkReader.RefuseUnsupported(OnnxNetworkReader.Read(OnnxModel.Of(file.Model)));
    }

    [Fact]
    public void Read_ScaleThatDependsOnThePhoto_IsNamed()
    {
        OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2).Input("s", ElementType.Float32)
            .Node("QuantizeLinear", "x s", "y")
            .Outputs("y");
        Assert.Contains("'y' (QuantizeLinear: its input 's' depends on the photo", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ConditionOnTheNumberOfPhotos_IsFollowed()
    {
        // As exporters write expand(-1): where the length asked for is -1, that of the tensor.
        OnnxFile file = new OnnxFile(17).Ints("minus", -1).Ints("one", 1).Weights("token", 1, 1, 6).Ints("rest", -1, -1)
            .Node("Shape", "x", "s", Int("start", 0), Int("end", 1)).Node("Concat", "s rest", "asked", Int("axis", 0))
            .Node("Equal", "asked minus", "keeps").Node("Where", "keeps one asked", "lengths").Node("Expand", "token lengths", "y")
            .Outputs("y");
        file.Model.Graph.Input.Add(OnnxValue.Declare("x", TensorProto.Types.DataType.Float, new OnnxDimension(null, "batch"),
            new OnnxDimension(3)));
        Network network = OnnxNetworkReader.Read(OnnxModel.Of(file.Model));
        OnnxNetworkReader.RefuseUnsupported(network);
        Assert.Equal("Float32 [batch, 1, 6]", network.Outputs[0].Value.Fact.ToString());
    }
}
