using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Softmax and its logarithm, which TensorFlow has along the last axis only.</summary>
internal static class SoftmaxNodes
{
    /// <summary>Softmax.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) =>
        [node.Add(new Softmax(NodeReader.Axis(-1, node.Fact(0).Rank)), node.Input(0))];

    /// <summary>LogSoftmax.</summary>
    public static ImmutableArray<Value> ReadLog(NodeReader node) =>
        [node.Add(new LogSoftmax(NodeReader.Axis(-1, node.Fact(0).Rank)), node.Input(0))];

    /// <summary>Softmax.</summary>
    public static void Write(NodeWriter writer) => Write(writer, "Softmax", ((Softmax)writer.Node.Operator).Axis);

    /// <summary>LogSoftmax.</summary>
    public static void WriteLog(NodeWriter writer) => Write(writer, "LogSoftmax", ((LogSoftmax)writer.Node.Operator).Axis);

    private static void Write(NodeWriter writer, string op, int axis)
    {
        int last = writer.Fact(0).Rank - 1;
        if (axis == last)
        {
            writer.Emit(op, [writer.Input(0)], writer.T);
            return;
        }

        int[] order = [.. Enumerable.Range(0, last + 1)];
        (order[axis], order[last]) = (last, axis);
        string perm = writer.Indices("perm", order);
        string there = writer.EmitInner("transpose", "Transpose", [writer.Input(0), perm], writer.T, ("Tperm", Attr.Of(ElementType.Int32)));
        string result = writer.EmitInner(op, op, [there], writer.T);
        writer.Emit("Transpose", [result, perm], writer.T, ("Tperm", Attr.Of(ElementType.Int32)));
    }
}
