using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>x / (bias + alpha times the sum of squares over the channels c - radius to c + radius) ^ beta.</summary>
/// <param name="Radius">Half the window without its middle.</param>
/// <param name="Bias">Added to the sum.</param>
/// <param name="Alpha">Scale of the sum (not divided by the window).</param>
/// <param name="Beta">Exponent.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record LocalResponseNorm(int Radius, float Bias, float Alpha, float Beta, DataLayout DataLayout) : Operator, IImageOperator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Image;

    /// <inheritdoc/>
    public Operator With(DataLayout layout) => this with { DataLayout = layout };

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Type(inputs[0], "the input", ElementType.Float32);
        if (Radius < 0)
        {
            throw new GraphException($"a radius of {Radius}, expected 0 or more");
        }

        return [new Fact(ElementType.Float32, ImageShape.Of(inputs[0], DataLayout).In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = Images.OutputShape(this, inputs);
        Tensor images = Images.ToChannelsLast(inputs[0], DataLayout);
        float[] results = new float[images.Length];
        for (int i = 0; i < results.Length; i++)
        {
            int c = i % shape[3];
            double sum = 0;
            for (int other = Math.Max(0, c - Radius); other <= Math.Min(shape[3] - 1, (long)c + Radius); other++)
            {
                double value = images.Floats[i - c + other];
                sum += value * value;
            }

            results[i] = (float)(images.Floats[i] / Math.Pow(Bias + (Alpha * sum), Beta));
        }

        return Images.From(Tensor.Of(results, shape), DataLayout);
    }
}
