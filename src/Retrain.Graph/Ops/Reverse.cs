using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Elements in reverse order along axes.</summary>
/// <param name="Axes">Which, not negative.</param>
internal sealed record Reverse(ImmutableArray<int> Axes) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Axes(Axes, inputs[0].Rank);
        return [new Fact(inputs[0].Type, inputs[0].Shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[][] places = Rearrange.Places(inputs[0]);
        foreach (int axis in Axes)
        {
            Array.Reverse(places[axis]);
        }

        return [Rearrange.Take(inputs[0], places)];
    }

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axes = AxisRules.Stored(stored, Axes) }, stored);
}
