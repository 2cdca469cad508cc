using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// Operators on whole numbers as reals between <see cref="Dequantize"/> and <see cref="Quantize"/>: the form that ONNX Runtime knows
/// again and runs on whole numbers.
/// </summary>
internal static class ExpandQuantized
{
    /// <summary>
    /// Runs it. Activations become unsigned where nobody outside sees them: the same levels, 128 higher. ONNX Runtime has kernels for
    /// signed weights with unsigned activations, and leaves some signed ones with floats.
    /// </summary>
    public static Network Run(Network network)
    {
        bool isUnsigned = CanBeUnsigned(network);
        return Rewriter.Run(network, step => Rewrite(step, isUnsigned));
    }

    /// <summary>The rule, which leaves types as they are.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step) => Rewrite(step, false);

    private static ImmutableArray<Value>? Rewrite(RewriteStep step, bool isUnsigned)
    {
        switch (step.Node.Operator)
        {
            case Quantized quantized:
                return Expand(step, quantized, isUnsigned);
            case Quantize quantize when isUnsigned:
                Quantization? from = quantize.From is null ? null : Unsigned(quantize.From);
                return step.Replace(quantize with { To = Unsigned(quantize.To), From = from }, step.Inputs[0]);
            case Dequantize dequantize when isUnsigned && step.Inputs[0].Constant is null:
                return step.Replace(new Dequantize(Unsigned(dequantize.From)), step.Inputs[0]);
            default:
                return null;
        }
    }

    private static ImmutableArray<Value> Expand(RewriteStep step, Quantized quantized, bool isUnsigned)
    {
        NetworkBuilder builder = step.Builder;
        Value[] reals = [.. step.Inputs.Select((input, i) => quantized.Inputs[i] is { } from ? Real(i, input, from) : input)];
        ImmutableArray<Value> results = quantized.Inner is MatMul && reals is [var a, var b, var bias]
            ? [builder.Add($"{step.Node.Name}/unrounded", new Binary(BinaryKind.Add),
                builder.Add($"{step.Node.Name}/product", quantized.Inner, a, b), bias)]
            : builder.AddMany($"{step.Node.Name}/unrounded", quantized.Inner, reals);
        return [.. results.Select((result, i) => Levels(step.Node.Outputs[i].Name, result, quantized.Outputs[i]))];

        Value Real(int index, Value input, Quantization from)
        {
            if (from.Type == ElementType.Int64 && input.Constant is { } wide)
            {
                // Biases of 16-bit activations, for which ONNX has no levels.
                return builder.Constant($"{step.Node.Name}/bias", from.ToReal(wide));
            }

            if (isUnsigned && !(index > 0 && input.Constant is not null && LevelRules.IsHeavy(quantized.Inner)))
            {
                input = input.Constant is { Type: ElementType.Int8 } constant
                    ? builder.Constant($"{step.Node.Name}/levels_{index}", Raised(constant))
                    : input;
                from = Unsigned(from);
            }

            return builder.Add($"{step.Node.Name}/input_{index}", new Dequantize(from), input);
        }

        Value Levels(string name, Value result, Quantization? to)
        {
            Value limited = quantized.Limits is { } limits && !(to is not null && AreLast(to, limits.Low, limits.High))
                ? builder.Add($"{name}/limited", new Clip(limits.Low, limits.High), result)
                : result;
            return to is null ? limited : builder.Add(name, new Quantize(isUnsigned ? Unsigned(to) : to), limited);
        }
    }

    /// <summary>Whether levels go from node to node only, through none that would see that they changed.</summary>
    private static bool CanBeUnsigned(Network network) =>
        network.Nodes.Any(n => n.Operator is Quantized)
        && network.Inputs.Concat(network.Outputs.Select(o => o.Value)).All(v => v.Fact.Type != ElementType.Int8)
        && network.Nodes.All(n => n.Operator is Quantized or Quantize or Dequantize
            || n.Inputs.Concat(n.Outputs).All(v => v.Fact.Type != ElementType.Int8));

    private static Quantization Unsigned(Quantization levels) => levels.Type == ElementType.Int8
        ? levels with { Type = ElementType.UInt8, ZeroPoints = [.. levels.ZeroPoints.Select(z => z - sbyte.MinValue)] }
        : levels;

    private static Tensor Raised(Tensor levels) => Tensor.Of(
        Array.ConvertAll(levels.Span<sbyte>().ToArray(), l => (byte)(l - sbyte.MinValue)), levels.Shape.AsSpan());

    /// <summary>Whether the last levels on both sides stand for nothing beyond limits, so that rounding does the limiting.</summary>
    private static bool AreLast(Quantization to, float low, float high) =>
        !to.IsPerChannel && to.FromReal(Tensor.Of([low, high], 2)).ToInt32() is var ends && ends[0] == to.Lowest && ends[1] == to.Highest;
}
