using Retrain.Graph.Ops;

namespace Retrain.Graph.WholeNumbers;

/// <summary>Pools over levels; input and output have one quantisation.</summary>
internal static class WholePools
{
    /// <summary>Greatest level of each window.</summary>
    public static Tensor Max(Quantized node, MaxPool pool, Tensor input, int[] shape) => Run(
        node, pool, input, shape, (pool.Padding, pool.Window, pool.Strides), int.MinValue, Math.Max, (greatest, _) => greatest);

    /// <summary>
    /// Mean of each window over the levels that lie inside, halves away from 0; <see langword="null"/>: what lies outside counts.
    /// </summary>
    public static Tensor? Average(Quantized node, AveragePool pool, Tensor input, int[] shape) =>
        pool.CountsPadding && pool.Padding.Kind != PaddingKind.Valid
            ? null
            : Run(node, pool, input, shape, (pool.Padding, pool.Window, pool.Strides), 0, (sum, v) => sum + v, Mean);

    /// <summary>A sum over a count, rounded to the nearest whole number, halves away from 0.</summary>
    public static int Mean(int sum, int count) => sum > 0 ? (sum + (count / 2)) / count : (sum - (count / 2)) / count;

    private static Tensor Run<T>(
        Quantized node,
        T pool,
        Tensor input,
        int[] shape,
        (Padding Padding, (int Height, int Width) Size, (int Height, int Width) Strides) window,
        int start,
        Func<int, int, int> add,
        Func<int, int, int> finish)
        where T : Operator, IImageOperator
    {
        int[] output = pool.DataLayout == DataLayout.ChannelsLast ? shape : [.. Permutation.ChannelsLast.Apply(shape)];
        Tensor images = Images.ToChannelsLast(input, pool.DataLayout);
        (int height, int width, int channels) = (images.Shape[1], images.Shape[2], images.Shape[3]);
        int[] pixels = Levels.Above(images, 0);
        int top = window.Padding.Along(true, height, window.Size.Height, 1, window.Strides.Height).Before;
        int left = window.Padding.Along(false, width, window.Size.Width, 1, window.Strides.Width).Before;
        (int low, int high) = Levels.Range(node.Outputs[0]!, node.Limits);
        int[] results = new int[Tensor.LengthOf(output)];
        for (int place = 0; place < output[0] * output[1] * output[2]; place++)
        {
            int n = place / output[2] / output[1];
            (int firstY, int lastY) = Inside((place / output[2] % output[1] * window.Strides.Height) - top, window.Size.Height, height);
            (int firstX, int lastX) = Inside((place % output[2] * window.Strides.Width) - left, window.Size.Width, width);
            Span<int> sums = results.AsSpan(place * channels, channels);
            sums.Fill(start);
            for (int y = firstY; y < lastY; y++)
            {
                for (int x = firstX; x < lastX; x++)
                {
                    ReadOnlySpan<int> from = pixels.AsSpan(((((n * height) + y) * width) + x) * channels, channels);
                    for (int c = 0; c < sums.Length; c++)
                    {
                        sums[c] = add(sums[c], from[c]);
                    }
                }
            }

            int count = Math.Max((lastY - firstY) * (lastX - firstX), 1);
            foreach (ref int sum in sums)
            {
                sum = Math.Clamp(finish(sum, count), low, high);
            }
        }

        return Images.From(Levels.ToTensor(input.Type, results, output), pool.DataLayout)[0];
    }

    private static (int First, int Last) Inside(int start, int window, int length) =>
        (Math.Max(0, start), Math.Min(length, start + window));
}
