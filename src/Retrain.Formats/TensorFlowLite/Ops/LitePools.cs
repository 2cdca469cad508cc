using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Pools; what lies outside the image does not count.</summary>
internal static class LitePools
{
    /// <summary>MAX_POOL_2D.</summary>
    public static ImmutableArray<Value> ReadMax(LiteNodeReader node)
    {
        Schema.Pool2DOptions o = Options(node);
        return node.Result(
            o.FusedActivationFunction,
            new MaxPool(
                (o.FilterHeight, o.FilterWidth), (o.StrideH, o.StrideW), LiteConvolutions.PaddingOf(o.Padding), DataLayout.ChannelsLast),
            node.Input(0));
    }

    /// <summary>AVERAGE_POOL_2D.</summary>
    public static ImmutableArray<Value> ReadAverage(LiteNodeReader node)
    {
        Schema.Pool2DOptions o = Options(node);
        return node.Result(
            o.FusedActivationFunction,
            new AveragePool(
                (o.FilterHeight, o.FilterWidth), (o.StrideH, o.StrideW), LiteConvolutions.PaddingOf(o.Padding), false,
                DataLayout.ChannelsLast),
            node.Input(0));
    }

    private static Schema.Pool2DOptions Options(LiteNodeReader node) =>
        node.Options(Schema.BuiltinOptions.Pool2DOptions, o => o.BuiltinOptionsAsPool2DOptions());
}
