using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>TopK.</summary>
internal static class OnnxTopK
{
    /// <summary>Reads a TopK along the last axis.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int axis = OnnxNodeReader.Axis(node.Int("axis", -1), x.Fact.Rank);
        if (axis != x.Fact.Rank - 1)
        {
            throw new GraphException($"axis {axis} of {x.Fact.Rank}; the last one is supported");
        }

        int count = node.Opset < 10 ? node.Int32("k", 0) : node.IntsOrInput("k", 1) is [var k] ? k : 0;
        bool isLargest = node.Flag("largest", true);
        x = isLargest ? x : node.Step("negated", new Unary(UnaryKind.Neg), x);
        ImmutableArray<Value> best = node.Result(new TopK(count), x);
        return [isLargest ? best[0] : node.Step("values", new Unary(UnaryKind.Neg), best[0]),
            node.Step("places", new Cast(ElementType.Int64), best[1])];
    }

    /// <summary>Writes a TopK, which gives places as int64.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        string places = node.Output(1) + "/int64";
        node.Add("TopK", [node.Input(0), node.Ints("k", (long)((TopK)node.Operator).Count)], [node.Output(0), places],
            OnnxAttributes.Int("axis", -1));
        node.Add("Cast", [places], [node.Output(1)], OnnxAttributes.Int("to", (long)OnnxElements.ToOnnx(ElementType.Int32)));
    }
}
