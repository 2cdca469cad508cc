using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>The input cut along an axis; an output for each size.</summary>
/// <param name="Axis">The axis, not negative.</param>
/// <param name="Sizes">Lengths; their sum is the axis's length.</param>
internal sealed record Split(int Axis, ImmutableArray<int> Sizes) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Axis(Axis, inputs[0].Rank);
        if (Sizes.Length == 0 || Sizes.Any(s => s < 0))
        {
            throw new GraphException($"[{string.Join(", ", Sizes)}] are no lengths of parts");
        }

        ShapeRules.Same(
            inputs[0].Shape[Axis], ShapeRules.Fit(Sizes.Sum(s => (long)s)), $"the length of axis {Axis} and the sum of its parts");
        var facts = ImmutableArray.CreateBuilder<Fact>();
        int start = 0;
        foreach (int size in Sizes)
        {
            ImmutableArray<Dimension>? part = inputs[0].Rank == 1 && inputs[0].Content is { } content ? content.Slice(start, size) : null;
            facts.Add(ShapeRules.Result(inputs[0].Type, inputs[0].Shape.SetItem(Axis, size), part));
            start += size;
        }

        return facts.ToImmutable();
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[][] places = Rearrange.Places(inputs[0]);
        int[] along = places[Axis];
        var parts = new Tensor[Sizes.Length];
        int start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            places[Axis] = along[start..(start + Sizes[i])];
            parts[i] = Rearrange.Take(inputs[0], places);
            start += Sizes[i];
        }

        return parts;
    }

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axis = stored.Stored(Axis) }, stored);
}
