using System.Text;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Graph;

namespace Retrain.Formats.Tests.TensorFlow.Importing;

/// <summary>The side of a switch that is taken is the only one that is read.</summary>
public sealed class BranchTests
{
    [Theory]
    [InlineData(true, 6f)]
    [InlineData(false, 3f)]
    public void Import_Switch_TakesTheSideThatItsFlagSays(bool flag, float expected)
    {
        Network network = TensorFlowImporter.Import(Graph(flag, "Neg"), Wanted).Require();

        Tensor answer = ReferenceEvaluator.Run(network, new Dictionary<string, Tensor> { ["x"] = Tensor.Of([3f], 1) })["y"];
        Assert.Equal(expected, answer.Floats[0]);
    }

    [Fact]
    public void Import_UnknownOpOnTheSideThatIsNotTaken_DoesNotMatter() =>
        Assert.NotNull(TensorFlowImporter.Import(Graph(flag: true, "FancyActivation"), Wanted).Network);

    [Fact]
    public void Import_UnknownOpOnTheSideThatIsTaken_IsNamed()
    {
        ImportedNetwork imported = TensorFlowImporter.Import(Graph(flag: false, "FancyActivation"), Wanted);

        UnsupportedNode fault = Assert.Single(imported.Unsupported);
        Assert.Equal(("inner", "FancyActivation"), (fault.Node, fault.Op));
    }

    private static ImportOptions Wanted => new()
    {
        Inputs = [new FedTensor("x", TensorReference.Parse("x"))],
        Outputs = [("y", TensorReference.Parse("merge"))],
    };

    /// <summary>merge(flag ? x + x : -(-x)), with the inner one of the two negations as given.</summary>
    private static TensorFlowModel Graph(bool flag, string innerOp) => GraphDefFile.Read(Encoding.UTF8.GetBytes($$"""
        node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "shape" value { shape { dim { size: 1 } } } } }
        node { name: "flag" op: "Const" attr { key: "dtype" value { type: DT_BOOL } }
          attr { key: "value" value { tensor { dtype: DT_BOOL tensor_shape { } bool_val: {{(flag ? "true" : "false")}} } } } }
        node { name: "switch" op: "Switch" input: "x" input: "flag" attr { key: "T" value { type: DT_FLOAT } } }
        node { name: "double" op: "Add" input: "switch:1" input: "switch:1" attr { key: "T" value { type: DT_FLOAT } } }
        node { name: "inner" op: "{{innerOp}}" input: "switch" attr { key: "T" value { type: DT_FLOAT } } }
        node { name: "outer" op: "Neg" input: "inner" attr { key: "T" value { type: DT_FLOAT } } }
        node { name: "merge" op: "Merge" input: "outer" input: "double" attr { key: "T" value { type: DT_FLOAT } } attr { key: "N" value { i: 2 } } }
        """));
}
