using System.Collections.Immutable;
using System.Numerics;

namespace Retrain.Graph.Ops;

/// <summary>Place of the greatest element along an axis (the first of equal ones); the axis goes.</summary>
/// <param name="Axis">The axis, not negative.</param>
/// <param name="IndexType">Int32 or Int64.</param>
internal sealed record ArgMax(int Axis, ElementType IndexType) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Number(inputs[0], "the input");
        ShapeRules.Axis(Axis, inputs[0].Rank);
        if (IndexType is not (ElementType.Int32 or ElementType.Int64))
        {
            throw new GraphException($"places of type {IndexType}, expected Int32 or Int64");
        }

        if (inputs[0].Shape[Axis].Length == 0)
        {
            throw new GraphException($"axis {Axis} has no elements to choose from");
        }

        return [new Fact(IndexType, inputs[0].Shape.RemoveAt(Axis))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = ShapeRules.OutputShape(this, inputs);
        Tensor rows = Rearrange.Transpose(inputs[0], Rearrange.ToEnd(inputs[0].Rank, Axis));
        int length = inputs[0].Shape[Axis];
        Int128[] places = rows.Type.IsFloat() ? Greatest(rows.ToDoubles(), length) : Greatest(rows.ToWhole(), length);
        return [Elements.FromWhole(IndexType, places, shape)];
    }

    private static Int128[] Greatest<T>(T[] rows, int length)
        where T : INumber<T>
    {
        var places = new Int128[rows.Length / length];
        for (int row = 0; row < places.Length; row++)
        {
            int greatest = 0;
            for (int i = 1; i < length; i++)
            {
                greatest = rows[(row * length) + i] > rows[(row * length) + greatest] ? i : greatest;
            }

            places[row] = greatest;
        }

        return places;
    }

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axis = stored.Stored(Axis) }, AxisRules.Without(stored, [Axis]));
}
