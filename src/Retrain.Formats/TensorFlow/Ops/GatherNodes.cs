using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Slices picked by number.</summary>
internal static class GatherNodes
{
    /// <summary>Gather: along the first axis.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) => [node.Add(new Gather(0), node.Input(0), node.Input(1))];

    /// <summary>GatherV2.</summary>
    public static ImmutableArray<Value> ReadV2(NodeReader node) => node.Int("batch_dims", 0) == 0
        ? [node.Add(new Gather(NodeReader.Axis(node.Index(2), node.Fact(0).Rank)), node.Input(0), node.Input(1))]
        : throw new UnsupportedOpException("batch_dims");

    /// <summary>OneHot.</summary>
    public static ImmutableArray<Value> ReadOneHot(NodeReader node)
    {
        int axis = NodeReader.Axis(node.Int("axis", -1), node.Fact(0).Rank + 1);
        int depth = node.Index(1);
        return depth >= 0
            ? [node.Add(new OneHot(axis, depth), node.Input(0), node.Input(2), node.Input(3))]
            : throw new GraphException($"depth must not be {depth}");
    }

    /// <summary>GatherV2; its kernel refuses negative indices, which constants can have counted anew.</summary>
    public static void Write(NodeWriter writer)
    {
        int axis = ((Gather)writer.Node.Operator).Axis;
        string indices = writer.Input(1);
        if (writer.Node.Inputs[1].Constant is { } tensor && tensor.ToInt64().Any(i => i < 0))
        {
            int length = writer.Fact(0).Shape[axis].Length ?? throw new GraphException("negative indices of an axis of unknown length");
            int[] counted = [.. tensor.ToInt32().Select(i => i < 0 ? i + length : i)];
            indices = writer.Constant("indices", Tensor.Of(counted, [.. tensor.Shape]));
            WriteWith(ElementType.Int32);
            return;
        }

        WriteWith(writer.Fact(1).Type);

        void WriteWith(ElementType type) => writer.Emit(
            "GatherV2",
            [writer.Input(0), indices, writer.Constant("axis", Tensor.Scalar(axis))],
            ("Tparams", Attr.Of(writer.Fact(0).Type)),
            ("Tindices", Attr.Of(type)),
            ("Taxis", Attr.Of(ElementType.Int32)));
    }

    /// <summary>OneHot.</summary>
    public static void WriteOneHot(NodeWriter writer)
    {
        var op = (OneHot)writer.Node.Operator;
        writer.Emit(
            "OneHot",
            [writer.Input(0), writer.Constant("depth", Tensor.Scalar(op.Depth)), writer.Input(1), writer.Input(2)],
            ("T", Attr.Of(writer.Fact(1).Type)),
            ("TI", Attr.Of(writer.Fact(0).Type)),
            ("axis", Attr.Of(op.Axis)));
    }
}
