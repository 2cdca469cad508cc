using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Inputs: images, scale [C], offset [C], mean [C], variance [C]. (x - mean) scale / sqrt(variance + epsilon) + offset.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record BatchNorm(float Epsilon, DataLayout DataLayout) : Operator, IImageOperator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Image;

    /// <inheritdoc/>
    public Operator With(DataLayout layout) => this with { DataLayout = layout };

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 5);
        ImageShape image = ImageShape.Of(inputs[0], DataLayout);
        Dimension channels = image.Channels;
        foreach (Fact input in inputs)
        {
            ShapeRules.Type(input, "each input", ElementType.Float32);
        }

        foreach (Fact input in inputs.Skip(1))
        {
            ShapeRules.Rank(input, "scale, offset, mean or variance", 1);
            channels = ShapeRules.Same(
                channels, input.Shape[0], "the number of channels and the length of scale, offset, mean or variance");
        }

        return [new Fact(ElementType.Float32, (image with { Channels = channels }).In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        float[] elements = Images.ToChannelsLast(inputs[0], DataLayout).Floats.ToArray();
        double[][] given = [.. inputs.Skip(1).Select(i => i.ToDoubles())];
        (double[] scale, double[] offset, double[] mean, double[] variance) = (given[0], given[1], given[2], given[3]);
        for (int i = 0; i < elements.Length; i++)
        {
            int c = i % scale.Length;
            elements[i] = (float)(((elements[i] - mean[c]) * scale[c] / Math.Sqrt(variance[c] + Epsilon)) + offset[c]);
        }

        return Images.From(Tensor.Of(elements, Images.OutputShape(this, inputs)), DataLayout);
    }
}
