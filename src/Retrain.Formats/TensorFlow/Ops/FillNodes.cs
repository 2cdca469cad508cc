using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Tensors made of few elements.</summary>
internal static class FillNodes
{
    /// <summary>Fill: the shape comes first.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) => [node.Add(new BroadcastTo(), node.Input(1), node.Input(0))];

    /// <summary>BroadcastTo.</summary>
    public static ImmutableArray<Value> ReadBroadcastTo(NodeReader node) => [node.Add(new BroadcastTo(), node.Input(0), node.Input(1))];

    /// <summary>ZerosLike.</summary>
    public static ImmutableArray<Value> ReadZerosLike(NodeReader node) => Like(node, 0);

    /// <summary>OnesLike.</summary>
    public static ImmutableArray<Value> ReadOnesLike(NodeReader node) => Like(node, 1);

    /// <summary>Tile.</summary>
    public static ImmutableArray<Value> ReadTile(NodeReader node) => [node.Add(new Tile(), node.Input(0), node.Input(1))];

    /// <summary>Range.</summary>
    public static ImmutableArray<Value> ReadRange(NodeReader node) =>
        [node.Add(new Sequence(), node.Input(0), node.Input(1), node.Input(2))];

    /// <summary>ReverseV2.</summary>
    public static ImmutableArray<Value> ReadReverse(NodeReader node)
    {
        ImmutableArray<int> axes = [.. node.Indices(1).Select(a => NodeReader.Axis(a, node.Fact(0).Rank)).Distinct().Order()];
        return axes.IsEmpty ? [node.Input(0)] : [node.Add(new Reverse(axes), node.Input(0))];
    }

    /// <summary>RandomUniform.</summary>
    public static ImmutableArray<Value> ReadRandomUniform(NodeReader node) => node.Type("dtype") == ElementType.Float32
        ? [node.Add(new RandomUniform(), node.Input(0))]
        : throw new UnsupportedOpException("dtype");

    /// <summary>Fill for one element, which all versions know, else BroadcastTo.</summary>
    public static void WriteBroadcastTo(NodeWriter writer)
    {
        string shape = writer.Indices(1, "shape");
        if (writer.Fact(0).Rank == 0)
        {
            writer.Emit("Fill", [shape, writer.Input(0)], writer.T, ("index_type", Attr.Of(ElementType.Int32)));
            return;
        }

        writer.Emit("BroadcastTo", [writer.Input(0), shape], writer.T, ("Tidx", Attr.Of(ElementType.Int32)));
    }

    /// <summary>Tile.</summary>
    public static void WriteTile(NodeWriter writer) =>
        writer.Emit("Tile", [writer.Input(0), writer.Indices(1, "multiples")], writer.T, ("Tmultiples", Attr.Of(ElementType.Int32)));

    /// <summary>Range.</summary>
    public static void WriteRange(NodeWriter writer) => writer.Emit("Range", writer.Inputs(), ("Tidx", Attr.Of(writer.Fact(0).Type)));

    /// <summary>ReverseV2.</summary>
    public static void WriteReverse(NodeWriter writer) =>
        writer.Emit(
            "ReverseV2",
            [writer.Input(0), writer.Indices("axis", ((Reverse)writer.Node.Operator).Axes.AsSpan())],
            writer.T,
            ("Tidx", Attr.Of(ElementType.Int32)));

    /// <summary>Random numbers have no place in a network that is to be used.</summary>
    public static void RefuseRandomUniform(NodeWriter writer) => throw new GraphException("random numbers (RandomUniform) are not written");

    /// <summary>What was not understood cannot be written.</summary>
    public static void RefuseUnsupported(NodeWriter writer)
    {
        UnsupportedNode first = ((Unsupported)writer.Node.Operator).Nodes[0];
        throw new GraphException($"{first.Op} (node '{first.Node}') is not supported");
    }

    /// <summary>One number in the shape of another value.</summary>
    public static Value Filled(NodeReader node, string suffix, int number, Value like)
    {
        (Value one, Value shape) = Parts(node, number, like);
        return node.AddInner(suffix, new BroadcastTo(), one, shape);
    }

    private static ImmutableArray<Value> Like(NodeReader node, int number)
    {
        (Value one, Value shape) = Parts(node, number, node.Input(0));
        return [node.Add(new BroadcastTo(), one, shape)];
    }

    private static (Value One, Value Shape) Parts(NodeReader node, int number, Value like) =>
        (node.AddInner("value", new Cast(like.Fact.Type), node.Constant("number", Tensor.Scalar(number))),
            node.AddInner("Shape", new ShapeOf(ElementType.Int32), like));
}
