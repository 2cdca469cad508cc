using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Axes of length 1 added.</summary>
/// <param name="Axes">Those of the output, not negative, ascending.</param>
internal sealed record ExpandDims(ImmutableArray<int> Axes) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        int rank = inputs[0].Rank + Axes.Length;
        ShapeRules.Axes(Axes, rank);
        ImmutableArray<int> kept = Kept(rank);
        return ShapeRules.One(
            inputs[0].Type,
            [.. Enumerable.Range(0, rank).Select(i => Axes.Contains(i) ? 1 : inputs[0].Shape[kept.IndexOf(i)])],
            inputs[0].Content);
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [inputs[0].Reshape(ShapeRules.OutputShape(this, inputs))];

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored)
    {
        // The new axes are stored at their plain places, the others around them in the order that they have.
        int rank = stored.Rank + Axes.Length;
        ImmutableArray<int> kept = Kept(rank);
        int[] output = [.. Enumerable.Range(0, rank)];
        for (int i = 0; i < kept.Length; i++)
        {
            output[kept[i]] = kept[stored.Axes[i]];
        }

        return (this, new Permutation(output));
    }

    private ImmutableArray<int> Kept(int rank) => AxisRules.Without<int>([.. Enumerable.Range(0, rank)], Axes);
}
