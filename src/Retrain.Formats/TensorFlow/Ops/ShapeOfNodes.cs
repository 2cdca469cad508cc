using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Shapes as numbers.</summary>
internal static class ShapeOfNodes
{
    /// <summary>Shape.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) => [node.Add(Operator(node), node.Input(0))];

    /// <summary>ShapeN: of several tensors.</summary>
    public static ImmutableArray<Value> ReadN(NodeReader node) =>
        [.. node.Inputs.Select((v, i) => node.Builder.Add(i == 0 ? node.Name : $"{node.Name}:{i}", Operator(node), v))];

    /// <summary>Rank, which is always known.</summary>
    public static ImmutableArray<Value> ReadRank(NodeReader node) => [node.Builder.Constant(node.Name, Tensor.Scalar(node.Fact(0).Rank))];

    /// <summary>Size: the product of the lengths.</summary>
    public static ImmutableArray<Value> ReadSize(NodeReader node) =>
        [node.Add(new Reduce(ReduceKind.Product, [0], false), node.AddInner("Shape", Operator(node), node.Input(0)))];

    /// <summary>Shape.</summary>
    public static void Write(NodeWriter writer) =>
        writer.Emit("Shape", [writer.Input(0)], writer.T, ("out_type", Attr.Of(((ShapeOf)writer.Node.Operator).Result)));

    private static ShapeOf Operator(NodeReader node) =>
        node.Type("out_type", DataType.DtInt32) is (ElementType.Int32 or ElementType.Int64) and var type
            ? new ShapeOf(type)
            : throw new UnsupportedOpException("out_type");
}
