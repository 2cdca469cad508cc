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

    /// <summary>Reads a Gelu, exact or by its approximation with a Tanh.</summary>
    public static ImmutableArray<Value> ReadGelu(OnnxNodeReader node) => node.Text("approximate", "none") switch
    {
        "none" => Gelu(node, node.Input(0)),
        "tanh" => FastGelu(node, node.Input(0)),
        var other => throw new GraphException($"approximate = {other} is not supported"),
    };

    /// <summary>Reads ONNX Runtime's BiasGelu: an addition before.</summary>
    public static ImmutableArray<Value> ReadBiasGelu(OnnxNodeReader node) => Gelu(node, Biased(node));

    /// <summary>Reads ONNX Runtime's FastGelu: the approximation, perhaps with an addition before.</summary>
    public static ImmutableArray<Value> ReadFastGelu(OnnxNodeReader node) => FastGelu(node, node.Has(1) ? Biased(node) : node.Input(0));

    /// <summary>Reads ONNX Runtime's QuickGelu, CLIP's: x sigmoid(alpha x).</summary>
    public static ImmutableArray<Value> ReadQuickGelu(OnnxNodeReader node) => Gated(node, node.Float("alpha", 1.702f));

    /// <summary>Reads a Swish.</summary>
    public static ImmutableArray<Value> ReadSwish(OnnxNodeReader node) => Gated(node, node.Float("alpha", 1));

    /// <summary>Reads a Mish: x tanh(log(1 + exp(x))).</summary>
    public static ImmutableArray<Value> ReadMish(OnnxNodeReader node)
    {
        Value soft = node.Step("softplus", new Unary(UnaryKind.Softplus), node.Input(0));
        return node.Result(new Binary(BinaryKind.Mul), node.Input(0), node.Step("tanh", new Unary(UnaryKind.Tanh), soft));
    }

    /// <summary>Reads a Softsign: x / (1 + |x|).</summary>
    public static ImmutableArray<Value> ReadSoftsign(OnnxNodeReader node)
    {
        Value size = node.Step("abs", new Unary(UnaryKind.Abs), node.Input(0));
        return node.Result(
            new Binary(BinaryKind.Div), node.Input(0), node.Step("sum", new Binary(BinaryKind.Add), size, node.Scalar("one", 1)));
    }

    /// <summary>Reads a ThresholdedRelu: x above alpha, else 0.</summary>
    public static ImmutableArray<Value> ReadThresholdedRelu(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        Value isAbove = node.Step("is_above", new Binary(BinaryKind.Greater), x, node.Scalar("alpha", node.Float("alpha", 1)));
        return node.Result(new Select(), isAbove, x, node.Scalar("zero", 0));
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

    /// <summary>Writes a HardSwish.</summary>
    public static void WriteHardSwish(OnnxNodeWriter node) => node.Result("HardSwish", [node.Input(0)]);

    /// <summary>Writes an Elu.</summary>
    public static void WriteElu(OnnxNodeWriter node) =>
        node.Result("Elu", [node.Input(0)], OnnxAttributes.Float("alpha", ((Elu)node.Operator).Alpha));

    private static ImmutableArray<Value> Gelu(OnnxNodeReader node, Value x)
    {
        Value scaled = node.Step("scaled", new Binary(BinaryKind.Mul), x, node.Scalar("root", Math.Sqrt(0.5)));
        Value sum = node.Step("sum", new Binary(BinaryKind.Add), node.Step("erf", new Unary(UnaryKind.Erf), scaled), node.Scalar("one", 1));
        return node.Result(new Binary(BinaryKind.Mul), node.Step("half_x", new Binary(BinaryKind.Mul), x, node.Scalar("half", 0.5)), sum);
    }

    /// <summary>x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).</summary>
    private static ImmutableArray<Value> FastGelu(OnnxNodeReader node, Value x)
    {
        Value square = node.Step("square", new Unary(UnaryKind.Square), x);
        Value factor = node.Step("factor", new Binary(BinaryKind.Add),
            node.Step("weighted", new Binary(BinaryKind.Mul), square, node.Scalar("weight", 0.044715 * Math.Sqrt(2 / Math.PI))),
            node.Scalar("root", Math.Sqrt(2 / Math.PI)));
        Value tanh = node.Step("tanh", new Unary(UnaryKind.Tanh), node.Step("inner", new Binary(BinaryKind.Mul), x, factor));
        return node.Result(
            new Binary(BinaryKind.Mul), node.Step("half_x", new Binary(BinaryKind.Mul), x, node.Scalar("half", 0.5)),
            node.Step("sum", new Binary(BinaryKind.Add), tanh, node.Scalar("one", 1)));
    }

    private static ImmutableArray<Value> Gated(OnnxNodeReader node, float alpha)
    {
        Value x = node.Input(0);
        Value scaled = alpha == 1 ? x : node.Step("scaled", new Binary(BinaryKind.Mul), x, node.Scalar("alpha", alpha));
        return node.Result(new Binary(BinaryKind.Mul), x, node.Step("sigmoid", new Unary(UnaryKind.Sigmoid), scaled));
    }

    private static Value Biased(OnnxNodeReader node) => node.Step("biased", new Binary(BinaryKind.Add), node.Input(0), node.Input(1));

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
