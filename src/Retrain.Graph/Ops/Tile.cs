using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Inputs: x, how often (a number for each axis). The input repeated along its axes.</summary>
internal sealed record Tile : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 2);
        ImmutableArray<Dimension> repeats = ShapeRules.Lengths(inputs[1], "the list of repeats");
        if (repeats.Length != inputs[0].Rank)
        {
            throw new GraphException($"{repeats.Length} repeats for {inputs[0].Rank} axes");
        }

        return [new Fact(inputs[0].Type, [.. inputs[0].Shape.Select((length, i) => Times(length, repeats[i]))])];
    }

    private static Dimension Times(Dimension length, Dimension repeats) => (length.Length, repeats.Length) switch
    {
        (_, { } known) => ShapeRules.Times(length, known),
        (1, _) => repeats,
        (0, _) => 0,
        _ => Dimension.Open,
    };

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = ShapeRules.OutputShape(this, inputs);
        int[][] places = Rearrange.Places(inputs[0]);
        for (int axis = 0; axis < shape.Length; axis++)
        {
            int[] along = places[axis];
            places[axis] = [.. Enumerable.Range(0, shape[axis]).Select(i => along[i % along.Length])];
        }

        return [Rearrange.Take(inputs[0], places)];
    }
}
