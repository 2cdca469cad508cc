using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Inputs: images, weights [kh, kw, C / groups, O] in both layouts, perhaps bias [O]. Output channel o reads the input channels of
/// group o / (O / groups). Cross-correlation, as everybody's convolution. TensorFlow's depthwise weights [kh, kw, C, M] become [kh,
/// kw, 1, C M] with C groups.
/// </summary>
/// <param name="Strides">Steps of the window.</param>
/// <param name="Dilations">Distance between its points.</param>
/// <param name="Padding">What lies around the image: zeros.</param>
/// <param name="Groups">1: each output channel reads all input channels.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record Conv(
    (int Height, int Width) Strides, (int Height, int Width) Dilations, Padding Padding, int Groups, DataLayout DataLayout)
    : Operator, IImageOperator
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
        if (Groups < 1)
        {
            throw new GraphException($"{Groups} groups, expected at least 1");
        }

        ShapeRules.Same(image.Channels, ShapeRules.Times(weights[2], Groups), "channels of the images and of the weights");
        ShapeRules.Divide(weights[3], Groups, "the number of output channels");
        Dimension channels = inputs.Count == 3
            ? ShapeRules.Same(weights[3], Channels(inputs[2]), "output channels and the length of the bias")
            : weights[3];
        (int Height, int Width) window =
            (ShapeRules.Known(weights[0], "the height of the weights"), ShapeRules.Known(weights[1], "the width of the weights"));
        return [new Fact(
            ElementType.Float32, (Windows.Shape(image, Padding, window, Dilations, Strides) with { Channels = channels }).In(DataLayout))];
    }

    private static Dimension Channels(Fact bias)
    {
        ShapeRules.Rank(bias, "the bias", 1);
        return bias.Shape[0];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = Images.OutputShape(this, inputs);
        Tensor images = Images.ToChannelsLast(inputs[0], DataLayout);
        double[] weights = inputs[1].ToDoubles();
        double[] bias = inputs.Count == 3 ? inputs[2].ToDoubles() : new double[shape[3]];
        (int height, int width, int channels) = (images.Shape[1], images.Shape[2], images.Shape[3]);
        (int kernelHeight, int kernelWidth) = (inputs[1].Shape[0], inputs[1].Shape[1]);
        (int groupIn, int groupOut) = (channels / Groups, shape[3] / Groups);
        int top = Padding.Along(true, height, kernelHeight, Dilations.Height, Strides.Height).Before;
        int left = Padding.Along(false, width, kernelWidth, Dilations.Width, Strides.Width).Before;
        float[] results = new float[Tensor.LengthOf(shape)];
        double[] sums = new double[shape[3]];
        int written = 0;
        for (int n = 0; n < shape[0]; n++)
        {
            for (int oy = 0; oy < shape[1]; oy++)
            {
                for (int ox = 0; ox < shape[2]; ox++)
                {
                    bias.CopyTo(sums, 0);
                    for (int ky = 0; ky < kernelHeight; ky++)
                    {
                        int y = (oy * Strides.Height) - top + (ky * Dilations.Height);
                        for (int kx = 0; kx < kernelWidth; kx++)
                        {
                            int x = (ox * Strides.Width) - left + (kx * Dilations.Width);
                            if (y >= 0 && y < height && x >= 0 && x < width)
                            {
                                ReadOnlySpan<float> pixel = images.Floats.Slice(((((n * height) + y) * width) + x) * channels, channels);
                                ReadOnlySpan<double> tap = weights.AsSpan(
                                    ((ky * kernelWidth) + kx) * groupIn * shape[3], groupIn * shape[3]);
                                AddTap(pixel, tap, sums, groupIn, groupOut);
                            }
                        }
                    }

                    foreach (double sum in sums)
                    {
                        results[written++] = (float)sum;
                    }
                }
            }
        }

        return Images.From(Tensor.Of(results, shape), DataLayout);
    }

    /// <summary>Adds one point of the window to all output channels.</summary>
    /// <param name="pixel">[C].</param>
    /// <param name="tap">[C / groups, O].</param>
    /// <param name="sums">[O].</param>
    /// <param name="groupIn">Input channels of a group.</param>
    /// <param name="groupOut">Output channels of a group.</param>
    private static void AddTap(ReadOnlySpan<float> pixel, ReadOnlySpan<double> tap, Span<double> sums, int groupIn, int groupOut)
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
            double value = pixel[c];
            int first = c / groupIn * groupOut;
            ReadOnlySpan<double> from = tap.Slice((c % groupIn * sums.Length) + first, groupOut);
            Span<double> to = sums.Slice(first, groupOut);
            for (int o = 0; o < to.Length; o++)
            {
                to[o] += value * from[o];
            }
        }
    }
}
