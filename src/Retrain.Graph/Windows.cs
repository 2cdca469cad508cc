using Retrain.Graph.Ops;

namespace Retrain.Graph;

/// <summary>Shapes of what looks at images through windows.</summary>
internal static class Windows
{
    /// <summary>The images' shape after windows have passed over them; channels stay.</summary>
    public static ImageShape Shape(
        ImageShape image, Padding padding, (int Height, int Width) window, (int Height, int Width) dilations,
        (int Height, int Width) strides)
    {
        ShapeRules.Positive(window, "the window");
        ShapeRules.Positive(dilations, "the dilation");
        ShapeRules.Positive(strides, "the stride");
        CheckExplicit(padding);
        return image with
        {
            Height = Count(padding, true, image.Height, window.Height, dilations.Height, strides.Height),
            Width = Count(padding, false, image.Width, window.Width, dilations.Width, strides.Width),
        };
    }

    /// <summary>As <see cref="Shape"/>, where each window has to touch the image.</summary>
    public static ImageShape Pool(ImageShape image, Padding padding, (int Height, int Width) window, (int Height, int Width) strides)
    {
        ImageShape shape = Shape(image, padding, window, (1, 1), strides);
        return padding.Kind != PaddingKind.Explicit
            || Math.Max(padding.Top, padding.Bottom) < window.Height && Math.Max(padding.Left, padding.Right) < window.Width
            ? shape
            : throw new GraphException($"the padding {padding} is not smaller than the window {window}");
    }

    /// <summary>Goes over the windows of a batch of images; what lies outside is left out.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="input">Its input.</param>
    /// <param name="padding">How far windows lie outside.</param>
    /// <param name="window">Their size.</param>
    /// <param name="strides">Their steps.</param>
    /// <param name="start">What a window begins with.</param>
    /// <param name="add">Adds an element.</param>
    /// <param name="finish">The result from what was added, the number of elements, and that of the window's points.</param>
    public static Tensor[] Pool<T>(
        T @operator,
        Tensor input,
        Padding padding,
        (int Height, int Width) window,
        (int Height, int Width) strides,
        double start,
        Func<double, double, double> add,
        Func<double, int, int, double> finish)
        where T : Operator, IImageOperator
    {
        int[] shape = Images.OutputShape(@operator, [input]);
        Tensor images = Images.ToChannelsLast(input, @operator.DataLayout);
        (int height, int width, int channels) = (images.Shape[1], images.Shape[2], images.Shape[3]);
        int top = padding.Along(true, height, window.Height, 1, strides.Height).Before;
        int left = padding.Along(false, width, window.Width, 1, strides.Width).Before;
        float[] results = new float[Tensor.LengthOf(shape)];
        double[] sums = new double[channels];
        int written = 0;
        for (int pixel = 0; pixel < shape[0] * shape[1] * shape[2]; pixel++)
        {
            int n = pixel / shape[2] / shape[1];
            (int firstY, int lastY) = Inside((pixel / shape[2] % shape[1] * strides.Height) - top, window.Height, height);
            (int firstX, int lastX) = Inside((pixel % shape[2] * strides.Width) - left, window.Width, width);
            Array.Fill(sums, start);
            for (int y = firstY; y < lastY; y++)
            {
                for (int x = firstX; x < lastX; x++)
                {
                    ReadOnlySpan<float> from = images.Floats.Slice(((((n * height) + y) * width) + x) * channels, channels);
                    for (int c = 0; c < channels; c++)
                    {
                        sums[c] = add(sums[c], from[c]);
                    }
                }
            }

            foreach (double sum in sums)
            {
                results[written++] = (float)finish(sum, (lastY - firstY) * (lastX - firstX), window.Height * window.Width);
            }
        }

        return Images.From(Tensor.Of(results, shape), @operator.DataLayout);
    }

    /// <summary>Checks that no length is below 0.</summary>
    public static void CheckExplicit(Padding padding)
    {
        if ((padding.Top | padding.Bottom | padding.Left | padding.Right) < 0)
        {
            throw new GraphException($"the padding {padding} has a length below 0");
        }
    }

    private static (int First, int Last) Inside(int start, int window, int length) =>
        (Math.Max(0, start), Math.Min(length, start + window));

    private static Dimension Count(Padding padding, bool isHeight, Dimension length, int window, int dilation, int stride)
    {
        if (length.Length is { } known)
        {
            return padding.Count(isHeight, known, window, dilation, stride);
        }

        // With a step of 1 some paddings keep the length, whatever it is.
        (int before, int after) = stride == 1 ? padding.Along(isHeight, window, window, dilation, 1) : (0, 0);
        return stride == 1 && (long)before + after == (window - 1L) * dilation ? length : Dimension.Open;
    }
}
