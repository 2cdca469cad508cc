using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Tensors one behind the other, or on top of each other.</summary>
internal static class ConcatNodes
{
    /// <summary>Concat: the axis comes first.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) => Join(node, node.Index(0), [.. node.Inputs.Skip(1)]);

    /// <summary>ConcatV2: the axis comes last.</summary>
    public static ImmutableArray<Value> ReadV2(NodeReader node) =>
        Join(node, node.Index(Math.Max(0, node.Inputs.Count - 1)), [.. node.Inputs.SkipLast(1)]);

    /// <summary>Pack: along a new axis.</summary>
    public static ImmutableArray<Value> ReadPack(NodeReader node)
    {
        int axis = NodeReader.Axis(node.Int("axis", 0), node.Fact(0).Rank + 1);
        var expand = new ExpandDims([axis]);
        return node.Inputs.Count == 1
            ? [node.Add(expand, node.Input(0))]
            : [node.Add(new Concat(axis), [.. node.Inputs.Select((v, i) => node.AddInner($"ExpandDims_{i}", expand, v))])];
    }

    /// <summary>ConcatV2.</summary>
    public static void Write(NodeWriter writer)
    {
        if (writer.Node.Inputs.Length == 1)
        {
            writer.Emit("Identity", [writer.Input(0)], writer.T);
            return;
        }

        string axis = writer.Constant("axis", Tensor.Scalar(((Concat)writer.Node.Operator).Axis));
        writer.Emit("ConcatV2", [.. writer.Inputs(), axis], writer.T, ("N", Attr.Of(writer.Node.Inputs.Length)),
            ("Tidx", Attr.Of(ElementType.Int32)));
    }

    private static ImmutableArray<Value> Join(NodeReader node, int axis, ImmutableArray<Value> values)
    {
        if (values.IsEmpty)
        {
            throw new GraphException("there is nothing to join");
        }

        return values.Length == 1 ? [values[0]] : [node.Add(new Concat(NodeReader.Axis(axis, values[0].Fact.Rank)), values.AsSpan())];
    }
}
