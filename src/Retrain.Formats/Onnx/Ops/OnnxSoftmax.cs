using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Softmax and LogSoftmax.</summary>
internal static class OnnxSoftmax
{
    /// <summary>Reads a Softmax or LogSoftmax. Up to opset 12 it works on all axes from the named one on as if they were one.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int rank = x.Fact.Rank;
        int axis = OnnxNodeReader.Axis(node.Int("axis", node.Opset < 13 ? 1 : -1), rank);
        if (node.Opset >= 13 || x.Fact.Shape.Skip(axis + 1).All(d => d.Length == 1))
        {
            return node.Result(Along(axis), x);
        }

        if (x.Fact.Shape.Skip(axis).Any(d => d.Length is null))
        {
            throw new GraphException("axes of open length are not supported");
        }

        long length = Tensor.LengthOf(x.Fact.Shape.Skip(axis).Select(d => d.Length!.Value).ToImmutableArray());
        Value flat = node.Step("flat", new Reshape(), x, node.List("flat_shape", -1, length));
        Value shape = node.Shape(new long?[rank], [.. Enumerable.Range(0, rank)], x);
        return node.Result(new Reshape(), node.Step("softmax", Along(1), flat), shape);

        Operator Along(int axis) => node.OpType == "Softmax" ? new Softmax(axis) : new LogSoftmax(axis);
    }

    /// <summary>Writes a Softmax.</summary>
    public static void WriteSoftmax(OnnxNodeWriter node) =>
        node.Result("Softmax", [node.Input(0)], OnnxAttributes.Int("axis", ((Softmax)node.Operator).Axis));

    /// <summary>Writes a LogSoftmax.</summary>
    public static void WriteLogSoftmax(OnnxNodeWriter node) =>
        node.Result("LogSoftmax", [node.Input(0)], OnnxAttributes.Int("axis", ((LogSoftmax)node.Operator).Axis));
}
