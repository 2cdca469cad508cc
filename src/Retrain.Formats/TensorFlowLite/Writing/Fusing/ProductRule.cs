using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.TensorFlowLite.Writing.Fusing;

/// <summary>A constant added to the columns of a product with a constant matrix is the bias of one fully connected layer.</summary>
internal static class ProductRule
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        if (step.Node.Operator is not Binary { Kind: BinaryKind.Add })
        {
            return null;
        }

        for (int input = 0; input < 2; input++)
        {
            if (step.OwnProducer(input) is { Operator: MatMul { TransposeA: false }, Inputs: [_, { Constant.Rank: 2 }] } product
                && step.Inputs[1 - input].Constant is { Type: ElementType.Float32, Rank: > 0 } bias
                && bias.Length == bias.Shape[^1] && step.Inputs[input].Fact.Shape[^1].Length == bias.Length
                && bias.Rank <= step.Inputs[input].Fact.Rank)
            {
                Value list = bias.Rank == 1 ? step.Inputs[1 - input] : step.Constant("bias", bias.Reshape(bias.Length));
                return step.Replace(product.Operator, [.. product.Inputs, list]);
            }
        }

        return null;
    }
}
