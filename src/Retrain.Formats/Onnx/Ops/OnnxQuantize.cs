using System.Collections.Immutable;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>QuantizeLinear and DequantizeLinear: a scale for a tensor, or since opset 13 for each index of an axis.</summary>
internal static class OnnxQuantize
{
    /// <summary>Reads a QuantizeLinear.</summary>
    public static ImmutableArray<Value> ReadQuantize(OnnxNodeReader node)
    {
        node.Expect("block_size", 0, 0);
        ElementType type = node.Has(2) ? node.Input(2).Fact.Type
            : node.Int("output_dtype", 0) is var given and not 0 ? OnnxElements.FromOnnx(given)
            : ElementType.UInt8;
        Value x = node.Input(0);
        return node.Result(new Quantize(Read(node, type, 1, node.Int("axis", 1), x.Fact.Rank)), x);
    }

    /// <summary>Reads a DequantizeLinear.</summary>
    public static ImmutableArray<Value> ReadDequantize(OnnxNodeReader node)
    {
        node.Expect("block_size", 0, 0);
        Value x = node.Input(0);
        return node.Result(new Dequantize(Read(node, x.Fact.Type, 1, node.Int("axis", 1), x.Fact.Rank)), x);
    }

    /// <summary>Reads a scale and the zero point behind it, which may be left away.</summary>
    /// <param name="node">The node.</param>
    /// <param name="type">What the whole numbers are.</param>
    /// <param name="scale">Number of the input.</param>
    /// <param name="axis">What several scales belong to, perhaps counted from the end.</param>
    /// <param name="rank">Axes of the whole numbers.</param>
    public static Quantization Read(OnnxNodeReader node, ElementType type, int scale, long axis, int rank)
    {
        Tensor scales = node.Constant(scale);
        if (scales.Type != ElementType.Float32)
        {
            throw new GraphException($"{scales} as scale");
        }

        int[] zeros = node.Has(scale + 1) ? node.Constant(scale + 1).ToInt32() : new int[scales.Length];
        ImmutableArray<int> zeroPoints = zeros.Length == 1 ? [.. Enumerable.Repeat(zeros[0], scales.Length)] : [.. zeros];
        return new Quantization(type, [.. scales.Floats], zeroPoints, scales.Length == 1 ? 0 : OnnxNodeReader.Axis(axis, rank));
    }

    /// <summary>Writes a Quantize; from whole numbers to others it goes by way of the real ones.</summary>
    public static void WriteQuantize(OnnxNodeWriter node)
    {
        var quantize = (Quantize)node.Operator;
        string x = quantize.From is { } from
            ? node.Step("real", "DequantizeLinear", Inputs(node, node.Input(0), from), Attributes(from))
            : node.Input(0);
        node.Result("QuantizeLinear", Inputs(node, x, quantize.To), Attributes(quantize.To));
    }

    /// <summary>Writes a Dequantize.</summary>
    public static void WriteDequantize(OnnxNodeWriter node)
    {
        Quantization from = ((Dequantize)node.Operator).From;
        node.Result("DequantizeLinear", Inputs(node, node.Input(0), from), Attributes(from));
    }

    /// <summary>Inputs of both: what is converted, scale, zero point.</summary>
    /// <exception cref="GraphException">ONNX does not know such numbers.</exception>
    public static IEnumerable<string> Inputs(OnnxNodeWriter node, string x, Quantization quantization)
    {
        int[] shape = quantization.IsPerChannel ? [quantization.Scales.Length] : [];
        string scale = node.Store("scale", Tensor.Of(quantization.Scales.ToArray(), shape));
        if (quantization.Type == ElementType.Int32)
        {
            // Runtimes take 32 bits, a bias, without a zero point only.
            return quantization.ZeroPoints.All(z => z == 0)
                ? [x, scale]
                : throw new GraphException("numbers of 32 bits with a zero point cannot be written to ONNX");
        }

        return [x, scale, node.Store("zero_point", Tensor.Of(quantization.ZeroPoints.ToArray(), shape).Cast(quantization.Type))];
    }

    /// <summary>Attributes of both.</summary>
    public static AttributeProto[] Attributes(Quantization quantization) =>
        quantization.IsPerChannel ? [OnnxAttributes.Int("axis", quantization.Axis)] : [];
}
