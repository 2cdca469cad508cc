using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Axes of length 1 removed.</summary>
/// <param name="Axes">Those of the input, not negative, ascending.</param>
internal sealed record Squeeze(ImmutableArray<int> Axes) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Axes(Axes, inputs[0].Rank);
        foreach (int axis in Axes)
        {
            ShapeRules.Same(inputs[0].Shape[axis], 1, $"the length of axis {axis} and 1");
        }

        return ShapeRules.One(inputs[0].Type, AxisRules.Without(inputs[0].Shape, Axes), inputs[0].Content);
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [inputs[0].Reshape(ShapeRules.OutputShape(this, inputs))];

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axes = AxisRules.Stored(stored, Axes) }, AxisRules.Without(stored, Axes));
}
