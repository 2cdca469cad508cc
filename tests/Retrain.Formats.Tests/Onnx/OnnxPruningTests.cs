using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Tests.Onnx;

public sealed class OnnxPruningTests
{
    [Fact]
    public void Keep_OneOfTwoBranches_DropsTheOtherWithItsWeights()
    {
        var graph = new GraphProto
        {
            Input = { new ValueInfoProto { Name = "x" }, new ValueInfoProto { Name = "unused" }, new ValueInfoProto { Name = "w1" } },
            Initializer = { new TensorProto { Name = "w1" }, new TensorProto { Name = "w2" } },
            SparseInitializer = { new SparseTensorProto { Values = new TensorProto { Name = "s" } } },
            Node = { Node("a", ["x", "w1", ""], ["ya"]), Node("b", ["x", "w2", "s"], ["yb"]), Node("c", ["ya"], ["z", ""]) },
            QuantizationAnnotation = { new TensorAnnotation { TensorName = "yb" }, new TensorAnnotation { TensorName = "ya" } },
        };

        OnnxPruning.Keep(graph, "z");

        Assert.Equal(["a", "c"], graph.Node.Select(n => n.Name));
        Assert.Equal(["w1"], graph.Initializer.Select(t => t.Name));
        Assert.Empty(graph.SparseInitializer);
        Assert.Equal(["ya"], graph.QuantizationAnnotation.Select(q => q.TensorName));
        Assert.Equal(["x", "unused"], graph.Input.Select(i => i.Name));
    }

    [Fact]
    public void Keep_ValueReadInsideABranch_KeepsItsProducer()
    {
        var branch = new GraphProto { Node = { Node("inside", ["outer", "w"], ["r"]) }, Output = { new ValueInfoProto { Name = "r" } } };
        var passing = new GraphProto { Output = { new ValueInfoProto { Name = "passed" } } };
        NodeProto choice = Node("if", ["condition"], ["y"]);
        choice.Attribute.Add(new AttributeProto { Name = "then_branch", G = branch });
        choice.Attribute.Add(new AttributeProto { Name = "else_branch", G = passing });
        var graph = new GraphProto
        {
            Initializer = { new TensorProto { Name = "w" } },
            Node =
            {
                Node("o", ["x"], ["outer"]), Node("p", ["x"], ["passed"]), Node("q", ["x"], ["condition"]), choice,
                Node("other", ["x"], ["n"])
            },
        };

        OnnxPruning.Keep(graph, "y");

        Assert.Equal(["o", "p", "q", "if"], graph.Node.Select(n => n.Name));
        Assert.Single(graph.Initializer);
    }

    private static NodeProto Node(string name, string[] inputs, string[] outputs) =>
        new() { Name = name, OpType = "Op", Input = { inputs }, Output = { outputs } };
}
