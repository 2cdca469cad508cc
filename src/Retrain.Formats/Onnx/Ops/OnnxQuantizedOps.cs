using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>
/// Operators that take and give whole numbers, ONNX's and ONNX Runtime's own: reals between <see cref="Dequantize"/> and
/// <see cref="Quantize"/>, which ONNX Runtime fuses again.
/// </summary>
internal static class OnnxQuantizedOps
{
    /// <summary>Reads a QLinearConv, whose bias has the product of the scales of images and weights.</summary>
    public static ImmutableArray<Value> ReadConv(OnnxNodeReader node)
    {
        Quantization images = Of(node, 0);
        Quantization weights = Of(node, 3, 0);
        Value? bias = node.Has(8) ? Bias(node, 8, images, weights, 1) : null;
        return Levels(node, OnnxConv.Read(node.As("Conv", "real", [Real(node, 0, images), Real(node, 3, weights), bias]))[0], 6);
    }

    /// <summary>Reads a QLinearMatMul.</summary>
    public static ImmutableArray<Value> ReadMatMul(OnnxNodeReader node) => Levels(
        node, OnnxMatrix.ReadMatMul(node.As("MatMul", "real", [Real(node, 0, Of(node, 0)), Real(node, 3, Of(node, 3, -1))]))[0], 6);

    /// <summary>Reads a QGemm, which gives reals where it has no scale for its result.</summary>
    public static ImmutableArray<Value> ReadGemm(OnnxNodeReader node)
    {
        Quantization a = Of(node, 0);
        Quantization b = Of(node, 3, node.Flag("transB", false) ? 0 : -1);
        Value? c = node.Has(6) ? Bias(node, 6, a, b, node.Float("alpha", 1)) : null;
        Value real = OnnxMatrix.ReadGemm(node.As("Gemm", "real", [Real(node, 0, a), Real(node, 3, b), c]))[0];
        return node.Has(7) ? Levels(node, real, 7) : [real];
    }

    /// <summary>Reads QLinearAdd and QLinearMul.</summary>
    public static ImmutableArray<Value> ReadBinary(OnnxNodeReader node) =>
        Levels(node, Standard(node, Inner(node), [Real(node, 0, Of(node, 0)), Real(node, 3, Of(node, 3))]), 6);

    /// <summary>Reads operators with one input: QLinearSigmoid, QLinearLeakyRelu, the pools and ReduceMean.</summary>
    public static ImmutableArray<Value> ReadUnary(OnnxNodeReader node)
    {
        node.Expect("channels_last", 0, 0);
        return Levels(node, Standard(node, Inner(node), [Real(node, 0, Of(node, 0))]), 3);
    }

    /// <summary>Reads a QLinearSoftmax, which says itself which version's axes it means.</summary>
    public static ImmutableArray<Value> ReadSoftmax(OnnxNodeReader node) =>
        Levels(node, OnnxSoftmax.Read(node.As("Softmax", "real", [Real(node, 0, Of(node, 0))], node.Int("opset", 13)))[0], 3);

    /// <summary>Reads a QLinearConcat: the scale of the result stands first, then three inputs for each part.</summary>
    public static ImmutableArray<Value> ReadConcat(OnnxNodeReader node)
    {
        ImmutableArray<Value?> parts = [.. Enumerable.Range(0, (node.InputCount - 2) / 3).Select(
            i => Real(node, 2 + (3 * i), Of(node, 2 + (3 * i))))];
        return Levels(node, OnnxParts.ReadConcat(node.As("Concat", "real", parts))[0], 0);
    }

    private static string Inner(OnnxNodeReader node) => node.OpType["QLinear".Length..];

    private static Value Standard(OnnxNodeReader node, string op, ImmutableArray<Value?> inputs) =>
        OnnxOps.Readers[op](node.As(op, "real", inputs))[0];

    /// <summary>Quantisation of an input that has scale and zero point behind it.</summary>
    private static Quantization Of(OnnxNodeReader node, int input, long axis = 0) =>
        OnnxQuantize.Read(node, node.Input(input).Fact.Type, input + 1, axis, node.Input(input).Fact.Rank);

    private static Value Real(OnnxNodeReader node, int input, Quantization quantization) =>
        node.Step("input", new Dequantize(quantization), node.Input(input));

    private static Value Bias(OnnxNodeReader node, int input, Quantization a, Quantization b, float alpha)
    {
        ImmutableArray<float> scales = [.. b.Scales.Select(s => a.Scales[0] * s * alpha)];
        int axis = node.Input(input).Fact.Rank - 1;
        var quantization = new Quantization(ElementType.Int32, scales, [.. scales.Select(_ => 0)], axis);
        return node.Step("bias", new Dequantize(quantization), node.Input(input));
    }

    private static ImmutableArray<Value> Levels(OnnxNodeReader node, Value real, int scale)
    {
        ElementType type = node.Has(scale + 1) ? node.Input(scale + 1).Fact.Type : ElementType.UInt8;
        return node.Result(new Quantize(OnnxQuantize.Read(node, type, scale, 0, real.Fact.Rank)), real);
    }
}
