using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Gradient of a convolution for its input (TensorFlow's Conv2DBackpropInput). Inputs: images, weights [kh, kw, O, C] in both
/// layouts, perhaps bias [O].
/// </summary>
/// <param name="Strides">Steps of the window over the output.</param>
/// <param name="Padding">Padding of the convolution whose gradient this is.</param>
/// <param name="OutputSize">Height and width of the output.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record ConvTranspose(
    (int Height, int Width) Strides, Padding Padding, (int Height, int Width) OutputSize, DataLayout DataLayout) : Operator, IImageOperator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Image;

    /// <inheritdoc/>
    public Operator With(DataLayout layout) => this with { DataLayout = layout };

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 2, 3);
        foreach (Fact input in inputs)
        {
            ShapeRules.Type(input, "each input", ElementType.Float32);
        }

        ImageShape image = ImageShape.Of(inputs[0], DataLayout);
        ShapeRules.Rank(inputs[1], "the weights", 4);
        ImmutableArray<Dimension> weights = inputs[1].Shape;
        ShapeRules.Same(image.Channels, weights[3], "channels of the images and of the weights");
        (int Height, int Width) window =
            (ShapeRules.Known(weights[0], "the height of the weights"), ShapeRules.Known(weights[1], "the width of the weights"));
        ShapeRules.Positive(OutputSize, "the size of the output");
        ImageShape output = image with { Height = OutputSize.Height, Width = OutputSize.Width, Channels = weights[2] };
        ImageShape back = Windows.Shape(output, Padding, window, (1, 1), Strides);
        ShapeRules.Same(image.Height, back.Height, "the height and what the size of the output asks for");
        ShapeRules.Same(image.Width, back.Width, "the width and what the size of the output asks for");
        if (inputs.Count == 3)
        {
            ShapeRules.Rank(inputs[2], "the bias", 1);
            ShapeRules.Same(weights[2], inputs[2].Shape[0], "output channels and the length of the bias");
        }

        return [new Fact(ElementType.Float32, output.In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = Images.OutputShape(this, inputs);
        Tensor images = Images.ToChannelsLast(inputs[0], DataLayout);
        double[] weights = inputs[1].ToDoubles();
        (int height, int width, int channels) = (images.Shape[1], images.Shape[2], images.Shape[3]);
        (int kernelHeight, int kernelWidth) = (inputs[1].Shape[0], inputs[1].Shape[1]);
        int top = Padding.Along(true, shape[1], kernelHeight, 1, Strides.Height).Before;
        int left = Padding.Along(false, shape[2], kernelWidth, 1, Strides.Width).Before;
        double[] sums = new double[Tensor.LengthOf(shape)];
        for (int i = 0; i < images.Length / Math.Max(channels, 1); i++)
        {
            (int n, int iy, int ix) = (i / width / height, i / width % height, i % width);
            ReadOnlySpan<float> pixel = images.Floats.Slice(i * channels, channels);
            for (int k = 0; k < kernelHeight * kernelWidth; k++)
            {
                int y = (iy * Strides.Height) - top + (k / kernelWidth);
                int x = (ix * Strides.Width) - left + (k % kernelWidth);
                if (y >= 0 && y < shape[1] && x >= 0 && x < shape[2])
                {
                    AddTap(pixel, weights.AsSpan(k * shape[3] * channels, shape[3] * channels),
                        sums.AsSpan(((((n * shape[1]) + y) * shape[2]) + x) * shape[3], shape[3]));
                }
            }
        }

        double[] bias = inputs.Count == 3 ? inputs[2].ToDoubles() : new double[shape[3]];
        float[] results = new float[sums.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = (float)(sums[i] + bias[i % bias.Length]);
        }

        return Images.From(Tensor.Of(results, shape), DataLayout);
    }

    /// <summary>Adds one input pixel to one output pixel; the weights are [O, C].</summary>
    private static void AddTap(ReadOnlySpan<float> pixel, ReadOnlySpan<double> tap, Span<double> sums)
    {
        for (int o = 0; o < sums.Length; o++)
        {
            for (int c = 0; c < pixel.Length; c++)
            {
                sums[o] += pixel[c] * tap[(o * pixel.Length) + c];
            }
        }
    }
}
