using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Places of the greatest elements.</summary>
internal static class SearchNodes
{
    /// <summary>ArgMax.</summary>
    public static ImmutableArray<Value> ReadArgMax(NodeReader node)
    {
        int axis = NodeReader.Axis(node.Inputs.Count > 1 ? node.Index(1) : 0, node.Fact(0).Rank);
        ElementType type = node.Type("output_type", DataType.DtInt64);
        return type is ElementType.Int32 or ElementType.Int64
            ? [node.Add(new ArgMax(axis, type), node.Input(0))]
            : throw new UnsupportedOpException($"output_type {type}");
    }

    /// <summary>TopKV2: the number is an input. Unsorted results may come in any order, so that ours will do.</summary>
    public static ImmutableArray<Value> ReadTopKV2(NodeReader node) => TopK(node, node.Index(1));

    /// <summary>TopK: the number is an attribute.</summary>
    public static ImmutableArray<Value> ReadTopK(NodeReader node) => TopK(node, node.Int("k"));

    /// <summary>ArgMax.</summary>
    public static void WriteArgMax(NodeWriter writer)
    {
        var op = (ArgMax)writer.Node.Operator;
        writer.Emit(
            "ArgMax",
            [writer.Input(0), writer.Constant("dimension", Tensor.Scalar(op.Axis))],
            writer.T,
            ("Tidx", Attr.Of(ElementType.Int32)),
            ("output_type", Attr.Of(op.IndexType)));
    }

    /// <summary>TopKV2.</summary>
    public static void WriteTopK(NodeWriter writer) =>
        writer.Emit("TopKV2", [writer.Input(0), writer.Constant("k", Tensor.Scalar(((TopK)writer.Node.Operator).Count))], writer.T,
            ("sorted", Attr.Of(true)));

    private static ImmutableArray<Value> TopK(NodeReader node, int count) =>
        count >= 0 ? node.AddMany(new TopK(count), node.Input(0)) : throw new GraphException($"k must not be {count}");
}
