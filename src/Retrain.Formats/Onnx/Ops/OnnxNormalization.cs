using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>BatchNormalization and LRN.</summary>
internal static class OnnxNormalization
{
    /// <summary>Reads a BatchNormalization as it runs after training.</summary>
    public static ImmutableArray<Value> ReadBatchNorm(OnnxNodeReader node)
    {
        node.Expect("training_mode", 0, 0);
        node.Expect("spatial", 1, 1);
        float epsilon = node.Float("epsilon", 1e-5f);
        Value[] inputs = [.. Enumerable.Range(0, 5).Select(node.Input)];
        if (inputs[0].Fact.Rank == 4)
        {
            return [node.Result(new BatchNorm(epsilon, DataLayout.ChannelsFirst), inputs)[0]];
        }

        if (inputs[0].Fact.Rank != 2)
        {
            throw new GraphException($"{inputs[0].Fact.Rank} axes; 2 or 4 are supported");
        }

        Value variance = node.Step("variance", new Binary(BinaryKind.Add), inputs[4], node.Scalar("epsilon", epsilon));
        Value scale = node.Step("scale", new Binary(BinaryKind.Mul), inputs[1], node.Step("rsqrt", new Unary(UnaryKind.Rsqrt), variance));
        Value centred = node.Step("centred", new Binary(BinaryKind.Sub), inputs[0], inputs[3]);
        return node.Result(new Binary(BinaryKind.Add), node.Step("scaled", new Binary(BinaryKind.Mul), centred, scale), inputs[2]);
    }

    /// <summary>Reads an LRN, which divides alpha by the size of the window.</summary>
    public static ImmutableArray<Value> ReadLocalResponseNorm(OnnxNodeReader node)
    {
        int size = node.Int32("size", 0);
        if (size < 1 || size % 2 == 0)
        {
            throw new GraphException($"size = {size}; odd numbers are supported");
        }

        var norm = new LocalResponseNorm((size - 1) / 2, node.Float("bias", 1), node.Float("alpha", 0.0001f) / size,
            node.Float("beta", 0.75f), DataLayout.ChannelsFirst);
        return node.Result(norm, node.Images());
    }

    /// <summary>Writes a BatchNormalization.</summary>
    public static void WriteBatchNorm(OnnxNodeWriter node) =>
        node.Result("BatchNormalization", Enumerable.Range(0, 5).Select(node.Input),
            OnnxAttributes.Float("epsilon", ((BatchNorm)node.Operator).Epsilon));

    /// <summary>Writes an LRN.</summary>
    public static void WriteLocalResponseNorm(OnnxNodeWriter node)
    {
        var norm = (LocalResponseNorm)node.Operator;
        int size = (2 * norm.Radius) + 1;
        node.Result(
            "LRN",
            [node.Input(0)],
            OnnxAttributes.Int("size", size),
            OnnxAttributes.Float("alpha", norm.Alpha * size),
            OnnxAttributes.Float("beta", norm.Beta),
            OnnxAttributes.Float("bias", norm.Bias));
    }
}
