using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Matrix products.</summary>
internal static class LiteMatrices
{
    /// <summary>FULLY_CONNECTED: weights [O, I]; all axes but the last become rows, unless they are to be kept.</summary>
    public static ImmutableArray<Value> ReadFullyConnected(LiteNodeReader node)
    {
        Schema.FullyConnectedOptions options = node.Options(
            Schema.BuiltinOptions.FullyConnectedOptions, o => o.BuiltinOptionsAsFullyConnectedOptions());
        if (options.WeightsFormat != Schema.WeightsFormat.DEFAULT)
        {
            throw new GraphException($"weights in the order {options.WeightsFormat}");
        }

        LiteOperand x = node.Input(0);
        LiteOperand weights = node.Input(1);
        if (weights.Fact.Shape is not [_, { Length: int inputs }])
        {
            throw new GraphException($"weights [{string.Join(", ", weights.Fact.Shape)}], expected two axes");
        }

        if (x.Rank != 2 && !(options.KeepNumDims && x.Rank > 2))
        {
            x = node.Reshaped("rows", x, -1, inputs);
        }

        var product = new MatMul(false, true);
        if (!node.Has(2))
        {
            return node.Result(options.FusedActivationFunction, product, x, weights);
        }

        if (node.Outputs[0].Quantization is not null)
        {
            return node.Result(options.FusedActivationFunction, product, x, weights, Bias(node, x, weights, 2));
        }

        Value sum = node.Step("product", product, node.Real(x), node.Real(weights));
        return node.Last(options.FusedActivationFunction, new Binary(BinaryKind.Add), sum, node.Real(2));
    }

    /// <summary>BATCH_MATMUL.</summary>
    public static ImmutableArray<Value> ReadBatch(LiteNodeReader node)
    {
        (bool x, bool y) = node.OptionsOr(
            Schema.BuiltinOptions.BatchMatMulOptions, o => o.BuiltinOptionsAsBatchMatMulOptions(), o => (o.AdjX, o.AdjY), (false, false));
        return node.Result(new MatMul(x, y), node.Input(0), node.Input(1));
    }

    /// <summary>A bias; where the file leaves its scale away, it is that of the products.</summary>
    public static LiteOperand Bias(LiteNodeReader node, LiteOperand x, LiteOperand weights, int input)
    {
        LiteOperand bias = node.Input(input);
        return bias is { How: null, Fact.Type: ElementType.Int32 or ElementType.Int64 } && x.How is { } from && weights.How is { } scales
            ? bias with
            {
                How = new Quantization(
                    bias.Fact.Type, [.. scales.Scales.Select(s => s * from.Scales[0])], [.. scales.Scales.Select(_ => 0)], 0),
            }
            : bias;
    }
}
