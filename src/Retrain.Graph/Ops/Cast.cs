using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Elements in another type; to whole numbers the fraction is cut off, to bool everything but 0 is true.</summary>
/// <param name="To">The other type.</param>
internal sealed record Cast(ElementType To) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Elementwise;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        if ((inputs[0].Type == ElementType.String) != (To == ElementType.String))
        {
            throw new GraphException($"elements of type {inputs[0].Type} cannot become {To}");
        }

        ImmutableArray<Dimension>? content = inputs[0].Content;
        if (To == ElementType.Bool && content is { } numbers)
        {
            content = [.. numbers.Select(n => n.Length is { } known ? known != 0 ? 1 : 0 : Dimension.Open)];
        }

        return ShapeRules.One(To, inputs[0].Shape, content);
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [inputs[0].Cast(To)];
}
