using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>Spells operators so that they lose least on whole numbers.</summary>
internal static class PrepareForLevels
{
    /// <summary>Runs it.</summary>
    /// <param name="network">Simplified, in the layout [N, H, W, C].</param>
    public static Network Run(Network network)
    {
        foreach (Rewriter.Rule rule in (Rewriter.Rule[])[FuseHardSwish.Rule, Rule, FoldBatchNorms.Rule, FuseBias])
        {
            network = Rewriter.Run(network, rule);
        }

        return network;
    }

    private static ImmutableArray<Value>? Rule(RewriteStep step) => step.Node.Operator switch
    {
        BatchNorm { DataLayout: DataLayout.ChannelsLast } when step.Inputs[0].Fact.Rank == 4 && step.Inputs.Skip(1).All(IsConstant) =>
            ScaleChannels(step, step.Inputs[1].Constant!.Length, out Value ones)
                ? step.Replace(step.Node.Operator, [ones, .. step.Inputs[1..]])
                : null,
        Binary { Kind: BinaryKind.Div } when step.Inputs[1].Constant is { Type: ElementType.Float32 } divisor =>
            step.Replace(new Binary(BinaryKind.Mul), step.Inputs[0], step.Constant("reciprocal", divisor.Map(d => 1 / d))),
        Binary { Kind: BinaryKind.Sub } when step.Inputs[1].Constant is { Type: ElementType.Float32 } subtrahend =>
            step.Replace(new Binary(BinaryKind.Add), step.Inputs[0], step.Constant("negated", subtrahend.Map(s => -s))),
        Binary { Kind: BinaryKind.Mul } when ChannelFactors(step) is { } factors
            && ScaleChannels(step, step.Inputs[factors].Constant!.Length, out Value ones, 1 - factors) =>
            step.Replace(step.Node.Operator, factors == 0 ? [step.Inputs[0], ones] : [ones, step.Inputs[1]]),
        AveragePool pool when IsGlobal(pool, step.Inputs[0].Fact) =>
            step.Replace(new Reduce(ReduceKind.Mean, [1, 2], KeepDims: true), step.Inputs[0]),
        _ => null,
    };

    /// <summary>
    /// A convolution that changes nothing, for <see cref="FoldBatchNorms"/> to put factors and summands into: as its weights they have a
    /// scale for each channel, as a tensor of their own one for all.
    /// </summary>
    private static bool ScaleChannels(RewriteStep step, int channels, out Value ones, int input = 0)
    {
        ones = step.Inputs[input];
        if (ones.Fact.Rank != 4 || ones.Fact.Type != ElementType.Float32 || ones.Fact.Shape[3].Length != channels
            || step.OwnProducer(input) is { Operator: Conv })
        {
            return false;
        }

        Value weights = step.Constant("ones", Tensor.Of(Enumerable.Repeat(1f, channels).ToArray(), 1, 1, 1, channels));
        var convolution = new Conv((1, 1), (1, 1), Padding.Of(0, 0, 0, 0), channels, DataLayout.ChannelsLast);
        ones = step.Builder.Add($"{step.Node.Name}/channels", convolution, ones, weights);
        return true;
    }

    private static int? ChannelFactors(RewriteStep step)
    {
        for (int i = 0; i < 2; i++)
        {
            if (step.Inputs[i].Constant is { Type: ElementType.Float32, Rank: >= 1 and <= 4, Length: > 1 } factors
                && factors.Length == factors.Shape[^1] && step.Inputs[1 - i].Fact.Rank == 4)
            {
                return i;
            }
        }

        return null;
    }

    private static ImmutableArray<Value>? FuseBias(RewriteStep step)
    {
        if (step.Node.Operator is not Binary { Kind: BinaryKind.Add })
        {
            return null;
        }

        for (int input = 0; input < 2; input++)
        {
            if (step.OwnProducer(input) is { Operator: MatMul { TransposeA: false } product } node
                && node.Inputs is [_, { Constant.Rank: 2 } weights]
                && step.Inputs[1 - input].Constant is { Type: ElementType.Float32 } bias
                && bias.Length == weights.Constant!.Shape[product.TransposeB ? 0 : 1] && bias.Shape.All(l => l == 1 || l == bias.Length)
                && bias.Rank <= step.Inputs[input].Fact.Rank && bias.Rank > 0 && bias.Shape[^1] == bias.Length)
            {
                return step.Replace(product, node.Inputs[0], weights, step.Constant("bias", bias.Reshape(bias.Length)));
            }
        }

        return null;
    }

    private static bool IsGlobal(AveragePool pool, Fact image) =>
        pool.DataLayout == DataLayout.ChannelsLast && pool.Padding.Kind != PaddingKind.Same
        && (pool.Padding.Top | pool.Padding.Bottom | pool.Padding.Left | pool.Padding.Right) == 0
        && image.Shape[1].Length == pool.Window.Height && image.Shape[2].Length == pool.Window.Width;

    private static bool IsConstant(Value value) => value.Constant is not null;
}
