using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.TensorFlow.Ops;

public sealed class GraphDefWriterTests
{
    private static readonly UnaryKind[] Two = [UnaryKind.Relu, UnaryKind.Tanh];

    [Fact]
    public void Write_OutputOfAnotherName_GetsAnIdentity()
    {
        (NetworkBuilder builder, Value last) = Chain("a", "b");

        GraphDef graph = Write(builder.Build(new NetworkOutput("final_result", last), new NetworkOutput("b", last),
            new NetworkOutput("photo", builder.Producer(last)!.Inputs[0])));

        Assert.Equal(["Placeholder:", "a:Placeholder", "b:a", "final_result:b", "photo:a"], Lines(graph));
        Assert.Equal(["Placeholder", "Relu", "Tanh", "Identity", "Identity"], graph.Node.Select(n => n.Op));
    }

    [Fact]
    public void Write_OutputNamedAsAnotherNode_KeepsTheOutputsName()
    {
        (NetworkBuilder builder, Value last) = Chain("result", "b");

        GraphDef graph = Write(builder.Build(new NetworkOutput("result", last)));

        Assert.Equal(["Placeholder:", "result_1:Placeholder", "b:result_1", "result:b"], Lines(graph));
    }

    [Fact]
    public void Write_NamesOutsideTheRules_AreMadeValidAndUnique()
    {
        (NetworkBuilder builder, Value last) = Chain("_a:1", "node_a_1");

        GraphDef graph = Write(builder.Build(new NetworkOutput("größe", last)));

        Assert.Equal(["Placeholder:", "node_a_1:Placeholder", "node_a_1_1:node_a_1", "gr__e:node_a_1_1"], Lines(graph));
    }

    [Fact]
    public void Write_NamesMapped_PutsThemUnderAPrefix()
    {
        (NetworkBuilder builder, Value last) = Chain("a", "b");
        Value sum = builder.Add("c", new Binary(BinaryKind.Add), last, builder.Constant("weights", OperatorCases.Ramp(3)));

        GraphDef graph = GraphDefWriter.Write(
            builder.Build(new NetworkOutput("final_result", sum)),
            new GraphDefWriterOptions { NodeName = n => n == "Placeholder" ? n : "module/" + n });

        Assert.Equal(
            ["Placeholder:", "module/a:Placeholder", "module/b:module/a", "module/weights:", "module/c:module/b module/weights",
                "final_result:module/c"], Lines(graph));
        Assert.Equal("Const", graph.Node[3].Op);
        Assert.Equal("Add", graph.Node[4].Op);
    }

    private static (NetworkBuilder Builder, Value Last) Chain(params string[] names)
    {
        var builder = new NetworkBuilder();
        Value value = builder.Input("Placeholder", ElementType.Float32, Dimension.Photos, 3);
        foreach ((string name, UnaryKind kind) in names.Zip(Two))
        {
            value = builder.Add(name, new Unary(kind), value);
        }

        return (builder, value);
    }

    private static GraphDef Write(Network network) => GraphDefWriter.Write(network, new GraphDefWriterOptions());

    private static IEnumerable<string> Lines(GraphDef graph) => graph.Node.Select(n => $"{n.Name}:{string.Join(' ', n.Input)}");
}
