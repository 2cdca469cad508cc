using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Inputs: indices, on (scalar), off (scalar). A new axis that is on at the index and off elsewhere.</summary>
/// <param name="Axis">Place of the new axis, not negative.</param>
/// <param name="Depth">Its length.</param>
internal sealed record OneHot(int Axis, int Depth) : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 3);
        ShapeRules.Type(inputs[0], "the list of indices", ElementType.Int32, ElementType.Int64, ElementType.UInt8);
        ShapeRules.Rank(inputs[1], "the value at the index", 0);
        ShapeRules.Rank(inputs[2], "the value elsewhere", 0);
        ShapeRules.SameType(inputs[1], inputs[2]);
        ShapeRules.Axis(Axis, inputs[0].Rank + 1);
        return [new Fact(inputs[1].Type, inputs[0].Shape.Insert(Axis, ShapeRules.Fit(Depth)))];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        Tensor values = Rearrange.Join([inputs[2].Reshape(1), inputs[1].Reshape(1)], 0);
        long[] indices = inputs[0].ToInt64();
        int[] shape = [.. inputs[0].Shape, Depth];
        int[] places = new int[Tensor.LengthOf(shape)];
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] >= 0 && indices[i] < Depth)
            {
                places[(i * Depth) + (int)indices[i]] = 1;
            }
        }

        // The new axis is made last, then moved to its place.
        Permutation order = Rearrange.ToEnd(shape.Length, Axis).Inverse();
        return [Rearrange.Transpose(Rearrange.Pick(values, places, shape), order)];
    }
}
