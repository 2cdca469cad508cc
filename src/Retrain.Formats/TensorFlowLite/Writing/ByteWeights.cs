using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Float32 weights in a byte each, symmetric around 0, as TensorFlow's converter rounds them for dynamic range.</summary>
internal static class ByteWeights
{
    private const int Least = 1024;
    private const int Highest = 127;

    /// <summary>Weights as Int8; <see langword="null"/>: they are too few to be worth it.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="axis">Axis with a scale for each index; <see langword="null"/>: one scale for all.</param>
    public static (Tensor Bytes, Quantization Levels)? Of(Tensor weights, int? axis)
    {
        if (weights.Type != ElementType.Float32 || weights.Length < Least)
        {
            return null;
        }

        int count = axis is { } a ? weights.Shape[a] : 1;
        int inner = axis is { } along ? Tensor.LengthOf(weights.Shape[(along + 1)..]) : weights.Length;
        ReadOnlySpan<float> floats = weights.Floats;
        double[] scales = new double[count];
        for (int i = 0; i < floats.Length; i++)
        {
            int channel = i / inner % count;
            scales[channel] = Math.Max(scales[channel], Math.Abs(floats[i]));
        }

        for (int i = 0; i < count; i++)
        {
            // Channels of zeros have a scale all the same.
            scales[i] = scales[i] > 0 ? scales[i] / Highest : 1;
        }

        sbyte[] bytes = new sbyte[floats.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            double level = Math.Round(floats[i] / scales[i / inner % count], MidpointRounding.AwayFromZero);
            bytes[i] = (sbyte)Math.Clamp(level, -Highest, Highest);
        }

        var levels = new Quantization(ElementType.Int8, [.. scales.Select(s => (float)s)], [.. new int[count]], axis ?? 0);
        return (Tensor.Of(bytes, weights.Shape.AsSpan()), levels);
    }
}
