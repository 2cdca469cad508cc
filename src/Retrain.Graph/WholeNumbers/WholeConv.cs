using System.Numerics;
using Retrain.Graph.Ops;

namespace Retrain.Graph.WholeNumbers;

/// <summary>Convolutions of levels; depthwise ones are those with a group for each channel.</summary>
internal static class WholeConv
{
    /// <summary>The result; <see langword="null"/>: the quantisations do not fit together.</summary>
    public static Tensor? Run(Quantized node, Conv conv, IReadOnlyList<Tensor> inputs, int[] shape)
    {
        (Quantization from, Quantization? weights, Quantization to) = (node.Inputs[0]!, node.Inputs[1], node.Outputs[0]!);
        bool hasBias = inputs.Count == 3;
        if (!WholeSums.Fit(from, weights, hasBias ? node.Inputs[2] : null, hasBias, to) || (weights!.IsPerChannel && weights.Axis != 3))
        {
            return null;
        }

        int[] output = conv.DataLayout == DataLayout.ChannelsLast ? shape : [.. Permutation.ChannelsLast.Apply(shape)];
        Tensor images = Images.ToChannelsLast(inputs[0], conv.DataLayout);
        int[] pixels = Levels.Above(images, from.ZeroPoints[0]);
        int[] taps = Levels.Above(inputs[1], weights.ZeroPoints[0]);
        long[] bias = WholeSums.Bias(hasBias ? inputs[2] : null, output[3]);
        Multiplier[] multipliers = WholeSums.Multipliers(from, weights, to, output[3]);
        Tensor result = from.Type == ElementType.Int16
            ? WholeSums.ToLevels(
                Sums(conv, Array.ConvertAll(pixels, p => (long)p), images, Array.ConvertAll(taps, t => (long)t), inputs[1], bias, output),
                multipliers, to, node.Limits, output)
            : WholeSums.ToLevels(
                Sums(conv, pixels, images, taps, inputs[1], Array.ConvertAll(bias, b => unchecked((int)b)), output),
                multipliers, to, node.Limits, output);
        return Images.From(result, conv.DataLayout)[0];
    }

    private static T[] Sums<T>(Conv conv, T[] pixels, Tensor images, T[] weights, Tensor kernel, T[] bias, int[] shape)
        where T : IBinaryInteger<T>
    {
        (int height, int width, int channels) = (images.Shape[1], images.Shape[2], images.Shape[3]);
        (int kernelHeight, int kernelWidth) = (kernel.Shape[0], kernel.Shape[1]);
        (int groupIn, int groupOut) = (channels / conv.Groups, shape[3] / conv.Groups);
        int top = conv.Padding.Along(true, height, kernelHeight, conv.Dilations.Height, conv.Strides.Height).Before;
        int left = conv.Padding.Along(false, width, kernelWidth, conv.Dilations.Width, conv.Strides.Width).Before;
        var results = new T[Tensor.LengthOf(shape)];
        for (int place = 0; place < shape[0] * shape[1] * shape[2]; place++)
        {
            (int n, int oy, int ox) = (place / shape[2] / shape[1], place / shape[2] % shape[1], place % shape[2]);
            Span<T> sums = results.AsSpan(place * shape[3], shape[3]);
            bias.CopyTo(sums);
            for (int ky = 0; ky < kernelHeight; ky++)
            {
                int y = (oy * conv.Strides.Height) - top + (ky * conv.Dilations.Height);
                for (int kx = 0; kx < kernelWidth; kx++)
                {
                    int x = (ox * conv.Strides.Width) - left + (kx * conv.Dilations.Width);
                    if (y >= 0 && y < height && x >= 0 && x < width)
                    {
                        AddTap(
                            pixels.AsSpan(((((n * height) + y) * width) + x) * channels, channels),
                            weights.AsSpan(((ky * kernelWidth) + kx) * groupIn * shape[3], groupIn * shape[3]),
                            sums, groupIn, groupOut);
                    }
                }
            }
        }

        return results;
    }

    /// <summary>Adds one point of the window to all output channels.</summary>
    /// <param name="pixel">[C].</param>
    /// <param name="tap">[C / groups, O].</param>
    /// <param name="sums">[O].</param>
    /// <param name="groupIn">Input channels of a group.</param>
    /// <param name="groupOut">Output channels of a group.</param>
    private static void AddTap<T>(ReadOnlySpan<T> pixel, ReadOnlySpan<T> tap, Span<T> sums, int groupIn, int groupOut)
        where T : IBinaryInteger<T>
    {
        if (groupIn == 1 && groupOut == 1)
        {
            for (int c = 0; c < sums.Length; c++)
            {
                sums[c] += pixel[c] * tap[c];
            }

            return;
        }

        for (int c = 0; c < pixel.Length; c++)
        {
            T value = pixel[c];
            int first = c / groupIn * groupOut;
            ReadOnlySpan<T> from = tap.Slice((c % groupIn * sums.Length) + first, groupOut);
            Span<T> to = sums.Slice(first, groupOut);
            for (int o = 0; o < to.Length; o++)
            {
                to[o] += value * from[o];
            }
        }
    }
}
