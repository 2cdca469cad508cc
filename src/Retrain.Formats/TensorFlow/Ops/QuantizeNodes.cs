using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>
/// Between reals and levels, by arithmetic that all versions know. TensorFlow's own Quantize and Dequantize mean other levels. Written
/// only; weights are written as the reals that they stand for.
/// </summary>
internal static class QuantizeNodes
{
    /// <summary>Levels of reals, or of other levels: divided, rounded, limited.</summary>
    public static void WriteQuantize(NodeWriter writer)
    {
        var quantize = (Quantize)writer.Node.Operator;
        string real = quantize.From is { } from ? Real(writer, from, "real") : writer.Input(0);
        Quantization to = quantize.To;
        (int rank, (string, Schema.AttrValue) type) = (writer.Fact(0).Rank, ("T", Attr.Of(ElementType.Float32)));
        string scaled = writer.EmitInner("scaled", "RealDiv", [real, writer.Constant("scale", Along(to, to.Scales, rank))], type);
        string rounded = writer.EmitInner("rounded", "Round", [scaled], type);
        string moved = writer.EmitInner(
            "moved", "Add", [rounded, writer.Constant("zero_point", Along(to, [.. to.ZeroPoints.Select(z => (float)z)], rank))], type);
        string below = writer.EmitInner("below", "Minimum", [moved, writer.Constant("most", Tensor.Scalar((float)to.Highest))], type);
        string within = writer.EmitInner("within", "Maximum", [below, writer.Constant("least", Tensor.Scalar((float)to.Lowest))], type);
        writer.Emit("Cast", [within], ("SrcT", Attr.Of(ElementType.Float32)), ("DstT", Attr.Of(to.Type)));
    }

    /// <summary>Reals of levels.</summary>
    public static void WriteDequantize(NodeWriter writer)
    {
        Quantization from = ((Dequantize)writer.Node.Operator).From;
        if (writer.Node.Inputs[0].Constant is { } levels)
        {
            writer.Emit("Identity", [writer.Constant("weights", from.ToReal(levels))], ("T", Attr.Of(ElementType.Float32)));
            return;
        }

        writer.Emit(
            "Mul", [Moved(writer, from, ""), writer.Constant("scale", Along(from, from.Scales, writer.Fact(0).Rank))],
            ("T", Attr.Of(ElementType.Float32)));
    }

    /// <summary>What is done on whole numbers has to be taken apart before.</summary>
    public static void RefuseQuantized(NodeWriter writer) =>
        throw new GraphException($"{writer.Node.Operator.Name} is done on whole numbers, which TensorFlow's graphs cannot say");

    private static string Real(NodeWriter writer, Quantization from, string suffix) => writer.EmitInner(
        suffix, "Mul",
        [Moved(writer, from, suffix + "/"), writer.Constant(suffix + "/scale", Along(from, from.Scales, writer.Fact(0).Rank))],
        ("T", Attr.Of(ElementType.Float32)));

    private static string Moved(NodeWriter writer, Quantization from, string prefix)
    {
        string levels = writer.EmitInner(
            prefix + "levels", "Cast", [writer.Input(0)], ("SrcT", Attr.Of(from.Type)), ("DstT", Attr.Of(ElementType.Float32)));
        Tensor zeros = Along(from, [.. from.ZeroPoints.Select(z => (float)z)], writer.Fact(0).Rank);
        return writer.EmitInner(
            prefix + "moved", "Sub", [levels, writer.Constant(prefix + "zero_point", zeros)], ("T", Attr.Of(ElementType.Float32)));
    }

    /// <summary>A number, or one for each index along the axis of the scales.</summary>
    private static Tensor Along(Quantization quantization, IReadOnlyList<float> numbers, int rank)
    {
        if (!quantization.IsPerChannel)
        {
            return Tensor.Scalar(numbers[0]);
        }

        int[] shape = [.. Enumerable.Repeat(1, rank - quantization.Axis)];
        shape[0] = numbers.Count;
        return Tensor.Of([.. numbers], shape);
    }
}
