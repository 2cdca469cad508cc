namespace Retrain.Graph.Passes;

/// <summary>Weights and biases as whole numbers.</summary>
internal static class WeightLevels
{
    /// <summary>The highest level of a weight; the lowest is its negative, so that the zero point is 0 exactly.</summary>
    public const int Most = sbyte.MaxValue;

    /// <summary>A bias in its levels has to stay this far below 2^31: sums are added to it.</summary>
    private const double MostBias = 1 << 30;

    /// <summary>Levels for weights: one scale for each output, or one for all.</summary>
    /// <param name="weights">Float32.</param>
    /// <param name="axis">That of the outputs.</param>
    /// <param name="isPerChannel">Whether each output has its own scale.</param>
    /// <param name="bias">One an output, or <see langword="null"/>; a scale is raised where the bias would not fit.</param>
    /// <param name="inputScale">That of the levels that the weights are multiplied with.</param>
    /// <param name="isDepthwise">Whether each output reads one input channel.</param>
    public static Quantization Of(
        Tensor weights, int axis, bool isPerChannel, Tensor? bias, float inputScale, bool isDepthwise)
    {
        int channels = weights.Shape[axis];
        int inner = Tensor.LengthOf(weights.Shape[(axis + 1)..]);
        double[] scales = new double[channels];
        ReadOnlySpan<float> elements = weights.Floats;
        for (int i = 0; i < elements.Length; i++)
        {
            int channel = i / inner % channels;
            scales[channel] = Math.Max(scales[channel], Math.Abs((double)elements[i]) / Most);
        }

        if (WeightGrid.Find(weights) is { } grid)
        {
            for (int c = 0; c < channels; c++)
            {
                scales[c] = scales[c] <= grid * 1.0001 ? grid : scales[c];
            }
        }

        if (!isDepthwise)
        {
            RaiseForPairs(elements, axis == 0 ? weights.Length / channels : 1, axis == 0 ? 1 : channels, scales);
        }

        for (int c = 0; c < channels; c++)
        {
            double least = bias is null ? 0 : Math.Abs((double)bias.Floats[c]) / (inputScale * MostBias);
            scales[c] = Math.Max(scales[c], least);
        }

        if (!isPerChannel)
        {
            Array.Fill(scales, scales.Max());
        }

        // A channel of zeros has no scale of its own.
        float[] rounded = [.. scales.Select(s => float.IsNormal((float)s) ? (float)s : 1f)];
        return isPerChannel && channels > 1
            ? new Quantization(ElementType.Int8, [.. rounded], [.. new int[channels]], axis)
            : Quantization.Of(ElementType.Int8, rounded[0], 0);
    }

    /// <summary>
    /// Processors without VNNI add two products of neighbouring inputs, 255 times a weight each, in 16 bits and cut what does not fit: no
    /// two weights of a pair may add up to more than 128.
    /// </summary>
    private static void RaiseForPairs(ReadOnlySpan<float> elements, int channelStep, int inputStep, double[] scales)
    {
        int inputs = elements.Length / scales.Length;
        for (int c = 0; c < scales.Length; c++)
        {
            for (int k = 0; k + 1 < inputs; k += 2)
            {
                double first = elements[(c * channelStep) + (k * inputStep)];
                double second = elements[(c * channelStep) + ((k + 1) * inputStep)];
                scales[c] = first * second > 0 ? Math.Max(scales[c], Math.Abs(first + second) / Most) : scales[c];
            }
        }
    }

    /// <summary>Weights in their levels, -127 to 127.</summary>
    public static Tensor Round(Tensor weights, Quantization levels)
    {
        sbyte[] rounded = levels.FromReal(weights, MidpointRounding.AwayFromZero).Span<sbyte>().ToArray();
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = Math.Max(rounded[i], (sbyte)-Most);
        }

        return Tensor.Of(rounded, weights.Shape.AsSpan());
    }

    /// <summary>Levels of a bias: each is worth an input level times a weight level.</summary>
    public static Quantization OfBias(Quantization weights, float inputScale) => new(
        ElementType.Int32, [.. weights.Scales.Select(s => Positive(inputScale * s))], [.. new int[weights.Scales.Length]], 0);

    private static float Positive(float scale) => scale > 0 ? scale : float.Epsilon;
}
