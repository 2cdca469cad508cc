using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Activations with parameters.</summary>
internal static class OnnxActivations
{
    /// <summary>Reads a Clip, whose bounds are attributes up to opset 10.</summary>
    public static ImmutableArray<Value> ReadClip(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        if (node.Opset < 11)
        {
            return node.Result(new Clip(Open(node.Float("min", float.MinValue)), Open(node.Float("max", float.MaxValue))), x);
        }

        bool isConstant = (!node.Has(1) || node.Input(1).Constant is not null) && (!node.Has(2) || node.Input(2).Constant is not null);
        if (isConstant && x.Fact.Type == ElementType.Float32)
        {
            float low = node.Has(1) ? Bound(node.Constant(1)) : float.NegativeInfinity;
            float high = node.Has(2) ? Bound(node.Constant(2)) : float.PositiveInfinity;
            return node.Result(new Clip(Open(low), Open(high)), x);
        }

        if (node.Has(1))
        {
            x = node.Step("low", new Binary(BinaryKind.Maximum), x, node.Input(1));
        }

        return node.Has(2) ? node.Result(new Binary(BinaryKind.Minimum), x, node.Input(2)) : [x];
    }

    /// <summary>Reads a LeakyRelu.</summary>
    public static ImmutableArray<Value> ReadLeakyRelu(OnnxNodeReader node) =>
        node.Result(new LeakyRelu(node.Float("alpha", 0.01f)), node.Input(0));

    /// <summary>Reads a PRelu: a slope for each channel, or one.</summary>
    public static ImmutableArray<Value> ReadPRelu(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        if (node.Input(1).Constant is { Length: 1, Type: ElementType.Float32 } slope)
        {
            return node.Result(new LeakyRelu(slope.Floats[0]), x);
        }

        Value isNegative = node.Step("is_negative", new Binary(BinaryKind.Less), x, node.Scalar("zero", 0, x.Fact.Type));
        return node.Result(new Select(), isNegative, node.Step("scaled", new Binary(BinaryKind.Mul), x, node.Input(1)), x);
    }

    /// <summary>Reads an Elu.</summary>
    public static ImmutableArray<Value> ReadElu(OnnxNodeReader node) => node.Result(new Elu(node.Float("alpha", 1)), node.Input(0));

    /// <summary>Reads a Selu.</summary>
    public static ImmutableArray<Value> ReadSelu(OnnxNodeReader node)
    {
        float alpha = node.Float("alpha", 1.67326319217681884765625f);
        float gamma = node.Float("gamma", 1.05070102214813232421875f);
        return MathF.Abs(alpha - 1.6732632f) < 1e-5f && MathF.Abs(gamma - 1.050701f) < 1e-5f
            ? node.Result(new Unary(UnaryKind.Selu), node.Input(0))
            : node.Result(new Binary(BinaryKind.Mul), node.Step("elu", new Elu(alpha), node.Input(0)), node.Scalar("gamma", gamma));
    }

    /// <summary>Reads a HardSigmoid.</summary>
    public static ImmutableArray<Value> ReadHardSigmoid(OnnxNodeReader node) =>
        node.Result(new Clip(0, 1), Line(node, node.Float("alpha", 0.2f), node.Float("beta", 0.5f)));

    /// <summary>Reads a HardSwish.</summary>
    public static ImmutableArray<Value> ReadHardSwish(OnnxNodeReader node) =>
        node.Result(new Binary(BinaryKind.Mul), node.Input(0), node.Step("hard_sigmoid", new Clip(0, 1), Line(node, 1 / 6f, 0.5f)));

    /// <summary>Reads a Gelu in its exact form.</summary>
    public static ImmutableArray<Value> ReadGelu(OnnxNodeReader node)
    {
        if (node.Text("approximate", "none") is not "none" and var approximation)
        {
            throw new GraphException($"approximate = {approximation} is not supported");
        }

        Value x = node.Input(0);
        Value scaled = node.Step("scaled", new Binary(BinaryKind.Mul), x, node.Scalar("root", Math.Sqrt(0.5)));
        Value sum = node.Step("sum", new Binary(BinaryKind.Add), node.Step("erf", new Unary(UnaryKind.Erf), scaled), node.Scalar("one", 1));
        return node.Result(new Binary(BinaryKind.Mul), node.Step("half_x", new Binary(BinaryKind.Mul), x, node.Scalar("half", 0.5)), sum);
    }

    /// <summary>Writes a Clip; from 0 up it is a Relu.</summary>
    public static void WriteClip(OnnxNodeWriter node)
    {
        var clip = (Clip)node.Operator;
        if (clip.Low == 0 && float.IsPositiveInfinity(clip.High))
        {
            node.Result("Relu", [node.Input(0)]);
            return;
        }

        string low = float.IsNegativeInfinity(clip.Low) ? "" : node.Scalar("low", clip.Low);
        string high = float.IsPositiveInfinity(clip.High) ? "" : node.Scalar("high", clip.High);
        node.Result("Clip", high.Length > 0 ? [node.Input(0), low, high] : low.Length > 0 ? [node.Input(0), low] : [node.Input(0)]);
    }

    /// <summary>Writes a LeakyRelu.</summary>
    public static void WriteLeakyRelu(OnnxNodeWriter node) =>
        node.Result("LeakyRelu", [node.Input(0)], OnnxAttributes.Float("alpha", ((LeakyRelu)node.Operator).Alpha));

    /// <summary>Writes an Elu.</summary>
    public static void WriteElu(OnnxNodeWriter node) =>
        node.Result("Elu", [node.Input(0)], OnnxAttributes.Float("alpha", ((Elu)node.Operator).Alpha));

    private static Value Line(OnnxNodeReader node, float slope, float offset) => node.Step(
        "line", new Binary(BinaryKind.Add), node.Step("sloped", new Binary(BinaryKind.Mul), node.Input(0), node.Scalar("slope", slope)),
        node.Scalar("offset", offset));

    private static float Bound(Tensor bound) =>
        bound is { Length: 1, Type: ElementType.Float32 }
            ? bound.Floats[0]
            : throw new GraphException($"{bound} as a bound is not supported");

    /// <summary>Bounds at the end of float32 are none.</summary>
    private static float Open(float bound) =>
        bound <= float.MinValue ? float.NegativeInfinity : bound >= float.MaxValue ? float.PositiveInfinity : bound;
}
