using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Mean of each window.</summary>
/// <param name="Window">Size of the window.</param>
/// <param name="Strides">Its steps.</param>
/// <param name="Padding">How far it may lie outside.</param>
/// <param name="CountsPadding">Whether the zeros outside count; TensorFlow leaves them out.</param>
/// <param name="DataLayout">Order of the image axes.</param>
internal sealed record AveragePool(
    (int Height, int Width) Window, (int Height, int Width) Strides, Padding Padding, bool CountsPadding, DataLayout DataLayout)
    : Operator, IImageOperator
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
        return [new Fact(ElementType.Float32, Windows.Pool(ImageShape.Of(inputs[0], DataLayout), Padding, Window, Strides).In(DataLayout))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) =>
        Windows.Pool(this, inputs[0], Padding, Window, Strides, 0, (sum, v) => sum + v, Mean);

    private double Mean(double sum, int inside, int all) => sum / (CountsPadding ? all : inside);
}
