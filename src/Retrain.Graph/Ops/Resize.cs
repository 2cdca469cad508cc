using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Inputs: images, size (a list: height, width). Images brought to another size without antialiasing; the result is Float32 for <see
/// cref="ResizeKind.Bilinear"/>.
/// </summary>
/// <param name="Kind">How pixels are chosen.</param>
/// <param name="Coordinates">Where an output pixel lies in the input.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record Resize(ResizeKind Kind, ResizeCoordinates Coordinates, DataLayout DataLayout) : Operator, IImageOperator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Image;

    /// <inheritdoc/>
    public Operator With(DataLayout layout) => this with { DataLayout = layout };

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 2);
        ShapeRules.Number(inputs[0], "the images");
        ImageShape image = ImageShape.Of(inputs[0], DataLayout);
        ImmutableArray<Dimension> size = ShapeRules.Sizes(inputs[1], "the size");
        if (size.Length != 2 || size.Any(s => s.Length < 1) || image.Height.Length == 0 || image.Width.Length == 0)
        {
            throw new GraphException($"{inputs[0]} cannot become [{string.Join(", ", size)}]: expected a height and a width of 1 or more");
        }

        ElementType type = Kind == ResizeKind.Bilinear ? ElementType.Float32 : inputs[0].Type;
        return [new Fact(type, (image with { Height = size[0], Width = size[1] }).In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = Images.OutputShape(this, inputs);
        Tensor images = Images.ToChannelsLast(inputs[0], DataLayout);
        (int height, int width) = (images.Shape[1], images.Shape[2]);
        if (Kind == ResizeKind.Nearest)
        {
            int[] strides = AxisRules.Strides(images.Shape.AsSpan());
            int[][] places = Rearrange.Places(images);
            places[1] = Rearrange.Places(shape[1], i => Nearest(i, height, shape[1]), strides[1]);
            places[2] = Rearrange.Places(shape[2], i => Nearest(i, width, shape[2]), strides[2]);
            return Images.From(Rearrange.Take(images, places), DataLayout);
        }

        Tensor source = images.Cast(ElementType.Float32);
        return height == shape[1] && width == shape[2] ? Images.From(source, DataLayout) : Images.From(Bilinear(source, shape), DataLayout);
    }

    private static float Mix(float a, float b, float weight) => a + ((b - a) * weight);

    /// <summary>TensorFlow's float32 arithmetic: every operation is rounded by itself.</summary>
    private Tensor Bilinear(Tensor images, int[] shape)
    {
        (int height, int width, int channels) = (images.Shape[1], images.Shape[2], shape[3]);
        var rows = Array.ConvertAll(Enumerable.Range(0, shape[1]).ToArray(), i => Between(i, height, shape[1]));
        var columns = Array.ConvertAll(Enumerable.Range(0, shape[2]).ToArray(), i => Between(i, width, shape[2]));
        float[] results = new float[Tensor.LengthOf(shape)];
        int written = 0;
        for (int n = 0; n < shape[0]; n++)
        {
            foreach ((int upper, int lower, float down) in rows)
            {
                ReadOnlySpan<float> above = images.Floats.Slice(((n * height) + upper) * width * channels, width * channels);
                ReadOnlySpan<float> below = images.Floats.Slice(((n * height) + lower) * width * channels, width * channels);
                foreach ((int left, int right, float across) in columns)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        float top = Mix(above[(left * channels) + c], above[(right * channels) + c], across);
                        float bottom = Mix(below[(left * channels) + c], below[(right * channels) + c], across);
                        results[written++] = Mix(top, bottom, down);
                    }
                }
            }
        }

        return Tensor.Of(results, shape);
    }

    private float Scale(int from, int to) =>
        Coordinates == ResizeCoordinates.AlignCorners && to > 1 ? (from - 1) / (float)(to - 1) : from / (float)to;

    private (int Low, int High, float Weight) Between(int i, int from, int to)
    {
        float scale = Scale(from, to);
        float place = Coordinates == ResizeCoordinates.HalfPixel ? ((i + 0.5f) * scale) - 0.5f : i * scale;
        float floor = MathF.Floor(place);
        return (Math.Max((int)floor, 0), Math.Min((int)MathF.Ceiling(place), from - 1), place - floor);
    }

    private int Nearest(int i, int from, int to)
    {
        float scale = Scale(from, to);
        float place = Coordinates switch
        {
            ResizeCoordinates.HalfPixel => MathF.Floor((i + 0.5f) * scale),
            ResizeCoordinates.AlignCorners => MathF.Round(i * scale, MidpointRounding.AwayFromZero),
            _ => MathF.Floor(i * scale),
        };
        return Math.Clamp((int)place, 0, from - 1);
    }
}
