using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>The same elements with other axes.</summary>
internal static class ShapeNodes
{
    /// <summary>Reshape.</summary>
    public static ImmutableArray<Value> ReadReshape(NodeReader node) => [node.Add(new Reshape(), node.Input(0), node.Input(1))];

    /// <summary>Squeeze; without axes, all that are known to have length 1.</summary>
    public static ImmutableArray<Value> ReadSqueeze(NodeReader node)
    {
        ImmutableArray<Dimension> shape = node.Fact(0).Shape;
        ImmutableArray<int> axes = [.. node.Ints("squeeze_dims").Select(a => NodeReader.Axis(a, shape.Length)).Distinct().Order()];
        if (axes.IsEmpty)
        {
            axes = [.. Enumerable.Range(0, shape.Length).Where(a => shape[a].Length == 1)];
        }

        return axes.IsEmpty ? [node.Input(0)] : [node.Add(new Squeeze(axes), node.Input(0))];
    }

    /// <summary>ExpandDims.</summary>
    public static ImmutableArray<Value> ReadExpandDims(NodeReader node) =>
        [node.Add(new ExpandDims([NodeReader.Axis(node.Index(1), node.Fact(0).Rank + 1)]), node.Input(0))];

    /// <summary>Transpose.</summary>
    public static ImmutableArray<Value> ReadTranspose(NodeReader node) =>
        [node.Add(new Transpose(new Permutation(node.Indices(1))), node.Input(0))];

    /// <summary>EnsureShape: nothing is changed; what it states is checked by whatever needs it.</summary>
    public static ImmutableArray<Value> ReadEnsureShape(NodeReader node) => [node.Input(0)];

    /// <summary>Reshape.</summary>
    public static void WriteReshape(NodeWriter writer) =>
        writer.Emit("Reshape", [writer.Input(0), writer.Indices(1, "shape")], writer.T, ("Tshape", Attr.Of(ElementType.Int32)));

    /// <summary>Squeeze.</summary>
    public static void WriteSqueeze(NodeWriter writer)
    {
        ImmutableArray<int> axes = ((Squeeze)writer.Node.Operator).Axes;
        if (axes.IsEmpty)
        {
            // No axes at all would mean every one of length 1.
            writer.Emit("Identity", [writer.Input(0)], writer.T);
            return;
        }

        writer.Emit("Squeeze", [writer.Input(0)], writer.T, ("squeeze_dims", Attr.Of(axes.AsSpan())));
    }

    /// <summary>ExpandDims, one for each axis.</summary>
    public static void WriteExpandDims(NodeWriter writer)
    {
        ImmutableArray<int> axes = ((ExpandDims)writer.Node.Operator).Axes;
        string value = writer.Input(0);
        for (int i = 0; i < axes.Length; i++)
        {
            string[] inputs = [value, writer.Constant($"dim_{axes[i]}", Tensor.Scalar(axes[i]))];
            if (i == axes.Length - 1)
            {
                writer.Emit("ExpandDims", inputs, writer.T, ("Tdim", Attr.Of(ElementType.Int32)));
                return;
            }

            value = writer.EmitInner($"ExpandDims_{axes[i]}", "ExpandDims", inputs, writer.T, ("Tdim", Attr.Of(ElementType.Int32)));
        }

        writer.Emit("Identity", [value], writer.T);
    }

    /// <summary>Transpose.</summary>
    public static void WriteTranspose(NodeWriter writer) =>
        writer.Emit(
            "Transpose",
            [writer.Input(0), writer.Indices("perm", ((Transpose)writer.Node.Operator).Order.Axes.AsSpan())],
            writer.T,
            ("Tperm", Attr.Of(ElementType.Int32)));
}
