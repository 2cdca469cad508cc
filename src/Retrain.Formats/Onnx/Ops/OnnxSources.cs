using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Operators that make tensors from nothing or from numbers.</summary>
internal static class OnnxSources
{
    /// <summary>Reads a Constant.</summary>
    public static ImmutableArray<Value> ReadConstant(OnnxNodeReader node)
    {
        if (node.Attribute("value")?.T is { } tensor)
        {
            return [node.Store("value", node.Tensor(tensor))];
        }

        Tensor value = node switch
        {
            _ when node.Attribute("value_float") is { } one => Tensor.Of(new[] { one.F }),
            _ when node.Attribute("value_int") is { } one => Tensor.Of(new[] { one.I }),
            _ when node.Attribute("value_floats") is { } many => Tensor.Of(many.Floats.ToArray(), many.Floats.Count),
            _ when node.Attribute("value_ints") is { } many => Tensor.Of(many.Ints.ToArray(), many.Ints.Count),
            _ => throw new GraphException("a constant of this kind is not supported"),
        };
        return [node.Store("value", value)];
    }

    /// <summary>Reads a ConstantOfShape.</summary>
    public static ImmutableArray<Value> ReadConstantOfShape(OnnxNodeReader node)
    {
        Tensor value = node.Attribute("value")?.T is { } tensor ? node.Tensor(tensor) : Tensor.Of(new[] { 0f });
        return value.Length == 1
            ? node.Result(new BroadcastTo(), node.Store("value", value.Reshape()), node.Input(0))
            : throw new GraphException($"a value of {value.Length} elements");
    }

    /// <summary>Reads a Range.</summary>
    public static ImmutableArray<Value> ReadRange(OnnxNodeReader node) =>
        node.Result(new Sequence(), node.Input(0), node.Input(1), node.Input(2));

    /// <summary>Writes a Range.</summary>
    public static void WriteRange(OnnxNodeWriter node) => node.Result("Range", [node.Input(0), node.Input(1), node.Input(2)]);

    /// <summary>Writes a OneHot by comparison: ONNX's own counts negative indices from the end and exists for few types.</summary>
    public static void WriteOneHot(OnnxNodeWriter node)
    {
        var oneHot = (OneHot)node.Operator;
        string indices = node.Cast("indices", node.Input(0), node.Fact(0).Type, ElementType.Int64);
        long[] numbers = [.. Enumerable.Range(0, oneHot.Depth)];
        int[] shape = [oneHot.Depth, .. Enumerable.Repeat(1, node.Fact(0).Rank - oneHot.Axis)];
        string places = node.Step("places", "Unsqueeze", [indices, node.Ints("axis", (long)oneHot.Axis)]);
        string isOn = node.Step("is_on", "Equal", [places, node.Store("numbers", Tensor.Of(numbers, shape))]);
        node.Result("Where", [isOn, node.Input(1), node.Input(2)]);
    }

    /// <summary>Writes random numbers.</summary>
    public static void WriteRandomUniform(OnnxNodeWriter node) =>
        node.Result("RandomUniformLike", [node.Step("zeros", "Expand", [node.Scalar("zero", 0), node.Int64Input(0)])]);
}
