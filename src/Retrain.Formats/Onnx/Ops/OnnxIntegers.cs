using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>
/// Quantisation while the network runs: scales come from the numbers at hand. Products of whole numbers are computed as reals, exact up
/// to sums of 2^24, and rounded in the last of 24 bits beyond.
/// </summary>
internal static class OnnxIntegers
{
    private const int Levels = 255;

    /// <summary>
    /// Reads a DynamicQuantizeLinear: levels (bytes), scale, zero point. The range reaches from the least to the greatest number of the
    /// tensor, and holds 0.
    /// </summary>
    public static ImmutableArray<Value> ReadDynamicQuantize(OnnxNodeReader node)
    {
        (Value level, Value scale, Value zero) = Quantized(node, node.Input(0));
        return [node.Result(new Cast(ElementType.UInt8), level)[0], scale, node.Step("zero_point", new Cast(ElementType.UInt8), zero)];
    }

    /// <summary>Reads a MatMulInteger.</summary>
    public static ImmutableArray<Value> ReadMatMul(OnnxNodeReader node) => node.Result(
        new Cast(ElementType.Int32), OnnxMatrix.ReadMatMul(node.As("MatMul", "real", [Centred(node, 0, 2), Centred(node, 1, 3)]))[0]);

    /// <summary>Reads a ConvInteger.</summary>
    public static ImmutableArray<Value> ReadConv(OnnxNodeReader node) => node.Result(
        new Cast(ElementType.Int32), OnnxConv.Read(node.As("Conv", "real", [Centred(node, 0, 2), Centred(node, 1, 3)]))[0]);

    /// <summary>Reads ONNX Runtime's MatMulIntegerToFloat: MatMulInteger, times both scales, perhaps plus a bias.</summary>
    public static ImmutableArray<Value> ReadMatMulToFloat(OnnxNodeReader node) =>
        Scaled(node, Centred(node, 0, 4), Centred(node, 1, 5), node.Input(2), node.Input(3), 6);

    /// <summary>Reads ONNX Runtime's DynamicQuantizeMatMul: both in one.</summary>
    public static ImmutableArray<Value> ReadDynamicMatMul(OnnxNodeReader node)
    {
        (Value level, Value scale, Value zero) = Quantized(node, node.Input(0));
        return Scaled(node, node.Step("centred", new Binary(BinaryKind.Sub), level, zero), Centred(node, 1, 3), scale, node.Input(2), 4);
    }

    private static ImmutableArray<Value> Scaled(OnnxNodeReader node, Value a, Value b, Value scaleA, Value scaleB, int bias)
    {
        Value product = OnnxMatrix.ReadMatMul(node.As("MatMul", "real", [a, b]))[0];
        Value scale = node.Step("scale", new Binary(BinaryKind.Mul), scaleA, scaleB);
        return node.Has(bias)
            ? node.Result(new Binary(BinaryKind.Add), node.Step("scaled", new Binary(BinaryKind.Mul), product, scale), node.Input(bias))
            : node.Result(new Binary(BinaryKind.Mul), product, scale);
    }

    /// <summary>Whole numbers less their zero point, as reals.</summary>
    private static Value Centred(OnnxNodeReader node, int input, int zeroPoint)
    {
        Value levels = node.Step("levels", new Cast(ElementType.Float32), node.Input(input));
        if (!node.Has(zeroPoint))
        {
            return levels;
        }

        Value zero = node.Step("zero", new Cast(ElementType.Float32), node.Input(zeroPoint));
        return node.Step("centred", new Binary(BinaryKind.Sub), levels, zero);
    }

    private static (Value Level, Value Scale, Value Zero) Quantized(OnnxNodeReader node, Value x)
    {
        Value nothing = node.Scalar("nothing", 0);
        Value least = node.Step("least", new Binary(BinaryKind.Minimum), Extreme("min", ReduceKind.Min), nothing);
        Value most = node.Step("most", new Binary(BinaryKind.Maximum), Extreme("max", ReduceKind.Max), nothing);
        Value range = node.Step("range", new Binary(BinaryKind.Sub), most, least);
        Value isNothing = node.Step("is_nothing", new Binary(BinaryKind.Equal), range, nothing);
        Value step = node.Step("step", new Binary(BinaryKind.Div), range, node.Scalar("levels", Levels));
        Value scale = node.Step("scale", new Select(), isNothing, node.Scalar("one", 1), step);
        Value lowest = node.Step("lowest", new Binary(BinaryKind.Div), least, scale);
        Value zero = Level("zero", node.Step("origin", new Binary(BinaryKind.Sub), nothing, lowest));
        Value steps = node.Step("rounded", new Unary(UnaryKind.Round), node.Step("steps", new Binary(BinaryKind.Div), x, scale));
        Value level = node.Step("level", new Clip(0, Levels), node.Step("moved", new Binary(BinaryKind.Add), steps, zero));
        return (level, scale, zero);

        Value Extreme(string name, ReduceKind kind) =>
            node.Step(name, new Reduce(kind, [.. Enumerable.Range(0, x.Fact.Rank)], KeepDims: false), x);

        Value Level(string name, Value real) =>
            node.Step(name, new Clip(0, Levels), node.Step(name + "_rounded", new Unary(UnaryKind.Round), real));
    }
}
