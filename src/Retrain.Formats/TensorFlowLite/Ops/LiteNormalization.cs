using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Elements divided by what their neighbours say.</summary>
internal static class LiteNormalization
{
    private const float LeastNorm = 1e-6f;

    /// <summary>SOFTMAX over the last axis, of x times beta.</summary>
    public static ImmutableArray<Value> ReadSoftmax(LiteNodeReader node)
    {
        float beta = node.OptionsOr(Schema.BuiltinOptions.SoftmaxOptions, o => o.BuiltinOptionsAsSoftmaxOptions(), o => o.Beta, 1);
        var softmax = new Softmax(node.Input(0).Rank - 1);
        return beta == 1
            ? node.Result(softmax, node.Input(0))
            : node.Last(softmax, node.Step("scaled", new Binary(BinaryKind.Mul), node.Real(0), node.Scalar("beta", beta)));
    }

    /// <summary>LOG_SOFTMAX over the last axis.</summary>
    public static ImmutableArray<Value> ReadLogSoftmax(LiteNodeReader node) =>
        node.Result(new LogSoftmax(node.Input(0).Rank - 1), node.Input(0));

    /// <summary>L2_NORMALIZATION over the last axis.</summary>
    public static ImmutableArray<Value> ReadL2(LiteNodeReader node)
    {
        Schema.Activation activation = node.OptionsOr(
            Schema.BuiltinOptions.L2NormOptions, o => o.BuiltinOptionsAsL2NormOptions(), o => o.FusedActivationFunction, default);
        Value x = node.Real(0);
        Value squares = node.Step("squares", new Unary(UnaryKind.Square), x);
        Value sum = node.Step("sum", new Reduce(ReduceKind.Sum, [x.Fact.Rank - 1], true), squares);
        Value norm = node.Step("norm", new Clip(LeastNorm, float.PositiveInfinity), node.Step("root", new Unary(UnaryKind.Sqrt), sum));
        return node.Last(activation, new Binary(BinaryKind.Div), x, norm);
    }

    /// <summary>LOCAL_RESPONSE_NORMALIZATION.</summary>
    public static ImmutableArray<Value> ReadLocalResponse(LiteNodeReader node)
    {
        Schema.LocalResponseNormalizationOptions o = node.Options(
            Schema.BuiltinOptions.LocalResponseNormalizationOptions, op => op.BuiltinOptionsAsLocalResponseNormalizationOptions());
        return node.Result(new LocalResponseNorm(o.Radius, o.Bias, o.Alpha, o.Beta, DataLayout.ChannelsLast), node.Input(0));
    }
}
