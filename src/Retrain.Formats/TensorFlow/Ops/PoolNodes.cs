using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Pools.</summary>
internal static class PoolNodes
{
    /// <summary>MaxPool.</summary>
    public static ImmutableArray<Value> ReadMax(NodeReader node) =>
        [node.Add(new MaxPool(node.Size("ksize"), node.Size("strides"), node.Padding, node.Layout), node.Input(0))];

    /// <summary>MaxPoolV2: window and strides are inputs.</summary>
    public static ImmutableArray<Value> ReadMaxV2(NodeReader node) =>
        [node.Add(new MaxPool(node.Size("ksize", node.Indices(1)), node.Size("strides", node.Indices(2)), node.Padding, node.Layout),
            node.Input(0))];

    /// <summary>AvgPool: what lies outside does not count.</summary>
    public static ImmutableArray<Value> ReadAverage(NodeReader node) =>
        [node.Add(new AveragePool(node.Size("ksize"), node.Size("strides"), node.Padding, false, node.Layout), node.Input(0))];

    /// <summary>MaxPool.</summary>
    public static void WriteMax(NodeWriter writer)
    {
        var pool = (MaxPool)writer.Node.Operator;
        (string image, Padding padding) = PaddingNodes.WriteExplicit(writer, pool.Padding, float.MinValue);
        writer.Emit("MaxPool", [image], Attributes(writer, pool.Window, pool.Strides, padding));
    }

    /// <summary>AvgPool; explicit padding is put around before, and its zeros taken out of the means by a factor for each place.</summary>
    public static void WriteAverage(NodeWriter writer)
    {
        var pool = (AveragePool)writer.Node.Operator;
        Padding given = pool.Padding;
        if (pool.CountsPadding && given.Kind == PaddingKind.Same)
        {
            (int top, int bottom) = given.Along(true, Length(writer, 1), pool.Window.Height, 1, pool.Strides.Height);
            (int left, int right) = given.Along(false, Length(writer, 2), pool.Window.Width, 1, pool.Strides.Width);
            given = Padding.Of(top, bottom, left, right);
        }

        (string image, Padding padding) = PaddingNodes.WriteExplicit(writer, given);
        (string, AttrValue)[] attributes = Attributes(writer, pool.Window, pool.Strides, padding);
        if (pool.CountsPadding || given.Kind != PaddingKind.Explicit)
        {
            writer.Emit("AvgPool", [image], attributes);
            return;
        }

        float[] rows = given.WholeOverInside(true, Length(writer, 1), pool.Window.Height, pool.Strides.Height);
        float[] columns = given.WholeOverInside(false, Length(writer, 2), pool.Window.Width, pool.Strides.Width);
        float[] factors = [.. rows.SelectMany(r => columns.Select(c => r * c))];
        string mean = writer.EmitInner("AvgPool", "AvgPool", [image], attributes);
        writer.Emit("Mul", [mean, writer.Constant("factors", Tensor.Of(factors, 1, rows.Length, columns.Length, 1))], writer.T);
    }

    private static int Length(NodeWriter writer, int axis) =>
        writer.Fact(0).Shape[axis].Length ?? throw new GraphException("this padding can be written for images of known size only");

    private static (string, AttrValue)[] Attributes(
        NodeWriter writer, (int Height, int Width) window, (int Height, int Width) strides, Padding padding) =>
        [writer.T, ("ksize", Attr.Of(window)), ("strides", Attr.Of(strides)), ("padding", PaddingNodes.Attribute(padding))];
}
