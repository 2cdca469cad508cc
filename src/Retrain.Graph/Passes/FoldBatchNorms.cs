using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// What scales and shifts the channels behind a convolution goes into its weights: batch norms in all their spellings (once their
/// statistics are constants, every one is a factor and a summand a channel), biases, factors.
/// </summary>
internal static class FoldBatchNorms
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        for (int input = 0; input < Math.Min(2, step.Inputs.Length); input++)
        {
            if (step.OwnProducer(input) is { Operator: Conv { DataLayout: DataLayout.ChannelsLast } conv } convolution
                && convolution.Inputs[1].Constant is { } weights
                && (convolution.Inputs.Length < 3 || convolution.Inputs[2].Constant is not null)
                && Affine(step, input, weights.Shape[3]) is var (scale, shift))
            {
                return Folded(step, conv, convolution, scale, shift);
            }
        }

        return null;
    }

    /// <summary>y = x scale + shift a channel; <see langword="null"/>: the node is not of that kind.</summary>
    private static (double[] Scale, double[] Shift)? Affine(RewriteStep step, int input, int channels)
    {
        switch (step.Node.Operator)
        {
            case BatchNorm { DataLayout: DataLayout.ChannelsLast } norm when input == 0
                && step.Inputs.Skip(1).All(i => i.Constant is not null):
                double[][] statistics = [.. step.Inputs.Skip(1).Select(i => i.Constant!.ToDoubles())];
                double[] factor = [.. statistics[0].Select((gamma, c) => gamma / Math.Sqrt(statistics[3][c] + norm.Epsilon))];
                return (factor, [.. statistics[1].Select((beta, c) => beta - (statistics[2][c] * factor[c]))]);
            case Binary binary when PerChannel(step.Inputs[1 - input].Constant, channels) is { } constant:
                double[] ones = [.. Enumerable.Repeat(1.0, channels)];
                double[] zeros = new double[channels];
                return (binary.Kind, input) switch
                {
                    (BinaryKind.Mul, _) => (constant, zeros),
                    (BinaryKind.Div, 0) => ([.. constant.Select(c => 1 / c)], zeros),
                    (BinaryKind.Add, _) => (ones, constant),
                    (BinaryKind.Sub, 0) => (ones, [.. constant.Select(c => -c)]),
                    (BinaryKind.Sub, 1) => ([.. ones.Select(o => -o)], constant),
                    _ => null,
                };
            default:
                return null;
        }
    }

    /// <summary>A constant with a number for each channel of the last axis, or one for all.</summary>
    private static double[]? PerChannel(Tensor? constant, int channels)
    {
        if (constant is not { Type: ElementType.Float32, Rank: <= 4 })
        {
            return null;
        }

        double[] numbers = constant.ToDoubles();
        return numbers.Length == 1
            ? [.. Enumerable.Repeat(numbers[0], channels)]
            : numbers.Length == channels && constant.Shape[^1] == channels ? numbers : null;
    }

    private static ImmutableArray<Value> Folded(RewriteStep step, Conv conv, Node convolution, double[] scale, double[] shift)
    {
        Value weightsValue = convolution.Inputs[1];
        Tensor weights = weightsValue.Constant!;
        double[]? bias = convolution.Inputs.Length == 3 ? convolution.Inputs[2].Constant!.ToDoubles() : null;
        int channels = scale.Length;
        float[] newBias = [.. shift.Select((t, c) => (float)(t + ((bias?[c] ?? 0) * scale[c])))];

        Value newWeights = weightsValue;
        if (scale.Any(s => s != 1))
        {
            ReadOnlySpan<float> old = weights.Floats;
            float[] scaled = new float[old.Length];
            for (int i = 0; i < scaled.Length; i++)
            {
                scaled[i] = (float)(old[i] * scale[i % channels]);
            }

            newWeights = step.Constant("weights", Tensor.Of(scaled, weights.Shape.AsSpan()));
        }

        return newBias.All(b => b == 0)
            ? step.Replace(conv, convolution.Inputs[0], newWeights)
            : step.Replace(conv, convolution.Inputs[0], newWeights, step.Constant("bias", Tensor.Of(newBias, channels)));
    }
}
