using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// The way back from <see cref="ExpandQuantized"/>: an operator between <see cref="Dequantize"/> and <see cref="Quantize"/> becomes one on
/// whole numbers, with the same levels. Unsigned bytes become signed ones, 128 lower, which is what TensorFlow Lite's kernels for weights
/// with a scale each output take.
/// </summary>
internal static class CollectQuantized
{
    /// <summary>Runs it. What has no such form stays as it is.</summary>
    /// <param name="network">As a QDQ file was read, in the layout [N, H, W, C].</param>
    public static Network Run(Network network)
    {
        bool isSigned = network.Inputs.Concat(network.Outputs.Select(o => o.Value)).All(v => v.Fact.Type != ElementType.UInt8)
            && network.Nodes.All(n => n.Operator is Quantize or Dequantize or Quantized
                || n.Inputs.Concat(n.Outputs).All(v => v.Fact.Type != ElementType.UInt8));
        return Rewriter.Run(isSigned ? Rewriter.Run(network, Lower) : network, Collect);
    }

    private static ImmutableArray<Value>? Lower(RewriteStep step)
    {
        switch (step.Node.Operator)
        {
            case Quantize quantize:
                return step.Replace(
                    new Quantize(Signed(quantize.To), quantize.From is null ? null : Signed(quantize.From)), Constant(step.Inputs[0]));
            case Dequantize dequantize:
                return step.Replace(new Dequantize(Signed(dequantize.From)), Constant(step.Inputs[0]));
            case Quantized whole:
                var signed = new Quantized(
                    whole.Inner, [.. whole.Inputs.Select(q => q is null ? null : Signed(q))],
                    [.. whole.Outputs.Select(q => q is null ? null : Signed(q))])
                {
                    Limits = whole.Limits,
                };
                return step.Replace(signed, [.. step.Inputs.Select(Constant)]);
            default:
                return null;
        }

        Value Constant(Value value) => value.Constant is { Type: ElementType.UInt8 } levels
            ? step.Constant("signed", Tensor.Of(
                Array.ConvertAll(levels.Span<byte>().ToArray(), l => (sbyte)(l + sbyte.MinValue)), levels.Shape.AsSpan()))
            : value;
    }

    private static Quantization Signed(Quantization levels) => levels.Type == ElementType.UInt8
        ? levels with { Type = ElementType.Int8, ZeroPoints = [.. levels.ZeroPoints.Select(z => z + sbyte.MinValue)] }
        : levels;

    private static ImmutableArray<Value>? Collect(RewriteStep step)
    {
        if (step.Node.Operator is not Quantize { From: null } quantize || step.OwnProducer(0) is not { Outputs.Length: 1 } last)
        {
            return null;
        }

        (float Low, float High)? limits = null;
        if (QuantizationPlan.Limits(last.Operator) is { } activation && Producer(step, last.Inputs[0]) is { Outputs.Length: 1 } before
            && LevelRules.TakesActivation(before.Operator) && !IsLevels(step, last.Inputs[0]))
        {
            (limits, last) = (activation, before);
        }

        return Add(step, quantize.To, limits, last.Operator, last.Inputs)
            ?? (Product(step, last) is var (product, inputs) ? Add(step, quantize.To, limits, product, inputs) : null);
    }

    private static ImmutableArray<Value>? Add(
        RewriteStep step, Quantization to, (float Low, float High)? limits, Operator inner, ImmutableArray<Value> given)
    {
        int data = LevelRules.IsHeavy(inner) ? given.Length : LevelRules.DataInputs(new Node(inner, given, given));
        if (data == 0)
        {
            return null;
        }

        var inputs = new Value[given.Length];
        var from = new Quantization?[given.Length];
        for (int i = 0; i < given.Length; i++)
        {
            if (i >= data && given[i].Constant is not null)
            {
                inputs[i] = given[i];
            }
            else if (Producer(step, given[i]) is { Operator: Dequantize dequantize } node)
            {
                (inputs[i], from[i]) = (node.Inputs[0], dequantize.From);
            }
            else
            {
                return null;
            }
        }

        return step.Replace(new Quantized(inner, [.. from], [to]) { Limits = limits }, inputs);
    }

    /// <summary>A product and the addition of a bias behind it as one.</summary>
    private static (Operator Product, ImmutableArray<Value> Inputs)? Product(RewriteStep step, Node sum)
    {
        if (sum.Operator is not Binary { Kind: BinaryKind.Add })
        {
            return null;
        }

        for (int i = 0; i < 2; i++)
        {
            if (Producer(step, sum.Inputs[i]) is { Operator: MatMul, Inputs: [var a, var b] } product
                && Producer(step, sum.Inputs[1 - i]) is { Operator: Dequantize { From.Type: ElementType.Int32 } }
                && sum.Inputs[1 - i].Fact.Rank == 1)
            {
                return (product.Operator, [a, b, sum.Inputs[1 - i]]);
            }
        }

        return null;
    }

    private static Node? Producer(RewriteStep step, Value value) => step.Builder.Producer(value);

    private static bool IsLevels(RewriteStep step, Value value) => Producer(step, value)?.Operator is Dequantize;
}
