using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Between real numbers and whole ones.</summary>
internal static class LiteQuantization
{
    /// <summary>QUANTIZE: from real numbers, or from levels to other levels.</summary>
    public static ImmutableArray<Value> ReadQuantize(LiteNodeReader node)
    {
        Quantization to = node.Outputs[0].Quantization ?? throw new GraphException("it is not said how the output stands for numbers");
        var quantize = new Quantize(to, node.Input(0).How) { Ties = MidpointRounding.AwayFromZero };
        return [node.Builder.Add(node.Name, quantize, node.Input(0).Value)];
    }

    /// <summary>DEQUANTIZE; half floats are float32 here from the start.</summary>
    public static ImmutableArray<Value> ReadDequantize(LiteNodeReader node)
    {
        LiteOperand x = node.Input(0);
        if (x.How is { } from)
        {
            return [node.Builder.Add(node.Name, new Dequantize(from), x.Value)];
        }

        return x.Fact.Type == ElementType.Float32
            ? [x.Value]
            : throw new GraphException("it is not said how the input stands for numbers");
    }

    /// <summary>FAKE_QUANT: levels imitated by real numbers.</summary>
    public static ImmutableArray<Value> ReadFakeQuant(LiteNodeReader node)
    {
        Schema.FakeQuantOptions o = node.Options(Schema.BuiltinOptions.FakeQuantOptions, op => op.BuiltinOptionsAsFakeQuantOptions());
        return TensorFlowForms.Read(
            node, "FakeQuantWithMinMaxArgs", node.Reals(), ("min", Attr.Of(o.Min)), ("max", Attr.Of(o.Max)),
            ("num_bits", Attr.Of(o.NumBits)), ("narrow_range", Attr.Of(o.NarrowRange)));
    }
}
