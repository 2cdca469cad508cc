using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Activations with parameters, and those of several steps.</summary>
internal static class LiteActivations
{
    /// <summary>LEAKY_RELU.</summary>
    public static ImmutableArray<Value> ReadLeaky(LiteNodeReader node) => node.Result(
        new LeakyRelu(node.Options(Schema.BuiltinOptions.LeakyReluOptions, o => o.BuiltinOptionsAsLeakyReluOptions()).Alpha),
        node.Input(0));

    /// <summary>PRELU: a slope for each channel.</summary>
    public static ImmutableArray<Value> ReadPRelu(LiteNodeReader node)
    {
        Value x = node.Real(0);
        Value isNegative = node.Step("is_negative", new Binary(BinaryKind.Less), x, node.Scalar("zero", 0));
        return node.Last(new Select(), isNegative, node.Step("scaled", new Binary(BinaryKind.Mul), x, node.Real(1)), x);
    }

    /// <summary>HARD_SWISH: x relu6(x + 3) / 6.</summary>
    public static ImmutableArray<Value> ReadHardSwish(LiteNodeReader node)
    {
        if (node.Outputs[0].Quantization is not null)
        {
            return node.Result(new HardSwish(), node.Input(0));
        }

        Value x = node.Real(0);
        Value moved = node.Step("moved", new Binary(BinaryKind.Add), x, node.Scalar("three", 3));
        Value product = node.Step("product", new Binary(BinaryKind.Mul), x, node.Step("relu6", new Clip(0, 6), moved));
        return node.Last(new Binary(BinaryKind.Mul), product, node.Scalar("sixth", 1 / 6f));
    }

    /// <summary>GELU: x times the normal distribution's integral, or its approximation by tanh.</summary>
    public static ImmutableArray<Value> ReadGelu(LiteNodeReader node)
    {
        bool isApproximate = node.OptionsOr(
            Schema.BuiltinOptions.GeluOptions, o => o.BuiltinOptionsAsGeluOptions(), o => o.Approximate, false);
        Value x = node.Real(0);
        Value curve = isApproximate
            ? node.Step("tanh", new Unary(UnaryKind.Tanh), Cubic(node, x))
            : node.Step(
                "erf", new Unary(UnaryKind.Erf), node.Step("scaled", new Binary(BinaryKind.Mul), x, node.Scalar("root", 0.70710678f)));
        Value sum = node.Step("sum", new Binary(BinaryKind.Add), curve, node.Scalar("one", 1));
        return node.Last(
            new Binary(BinaryKind.Mul), node.Step("half_x", new Binary(BinaryKind.Mul), x, node.Scalar("half", 0.5f)), sum);
    }

    /// <summary>sqrt(2 / pi) (x + 0.044715 x^3).</summary>
    private static Value Cubic(LiteNodeReader node, Value x)
    {
        Value square = node.Step("square", new Unary(UnaryKind.Square), x);
        Value share = node.Step("share", new Binary(BinaryKind.Mul), square, node.Scalar("cubic", 0.044715f));
        Value factor = node.Step("factor", new Binary(BinaryKind.Add), share, node.Scalar("unit", 1));
        Value scaled = node.Step("scaled", new Binary(BinaryKind.Mul), x, node.Scalar("root", 0.7978845608f));
        return node.Step("argument", new Binary(BinaryKind.Mul), scaled, factor);
    }
}
