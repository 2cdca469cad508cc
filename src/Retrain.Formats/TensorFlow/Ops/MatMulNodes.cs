using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Matrix products.</summary>
internal static class MatMulNodes
{
    /// <summary>MatMul.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) =>
        [node.Add(new MatMul(node.Bool("transpose_a", false), node.Bool("transpose_b", false)), node.Input(0), node.Input(1))];

    /// <summary>Products of stacks of matrices.</summary>
    public static ImmutableArray<Value> ReadBatch(NodeReader node) =>
        [node.Add(new MatMul(node.Bool("adj_x", false), node.Bool("adj_y", false)), node.Input(0), node.Input(1))];

    /// <summary>MatMul for two matrices; the second version for stacks only where it must broadcast.</summary>
    public static void Write(NodeWriter writer)
    {
        var product = (MatMul)writer.Node.Operator;
        ImmutableArray<Dimension> a = writer.Fact(0).Shape;
        ImmutableArray<Dimension> b = writer.Fact(1).Shape;
        if (a.Length == 2 && b.Length == 2)
        {
            writer.Emit("MatMul", writer.Inputs(), writer.T, ("transpose_a", Attr.Of(product.TransposeA)),
                ("transpose_b", Attr.Of(product.TransposeB)));
            return;
        }

        bool isPlain = a.Length == b.Length && a.Zip(b).SkipLast(2).All(p => p.First.IsSame(p.Second));
        writer.Emit(
            isPlain ? "BatchMatMul" : "BatchMatMulV2", writer.Inputs(), writer.T, ("adj_x", Attr.Of(product.TransposeA)),
            ("adj_y", Attr.Of(product.TransposeB)));
    }
}
