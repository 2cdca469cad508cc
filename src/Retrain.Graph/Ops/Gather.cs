using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Inputs: x, indices. Slices of x along an axis, in the shape of the indices in place of that axis. Negative indices count from the
/// end.
/// </summary>
/// <param name="Axis">The axis, not negative.</param>
internal sealed record Gather(int Axis) : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 2);
        (Fact x, Fact indices) = (inputs[0], inputs[1]);
        ShapeRules.Type(indices, "the list of indices", ElementType.Int32, ElementType.Int64);
        ShapeRules.Axis(Axis, x.Rank);
        if (x.Shape[Axis].Length is { } length && indices.Content is { } places
            && places.Any(p => p.Length < -length || p.Length >= length))
        {
            throw new GraphException($"the indices [{string.Join(", ", places)}] point outside an axis of length {length}");
        }

        ImmutableArray<Dimension> shape = [.. x.Shape[..Axis], .. indices.Shape, .. x.Shape[(Axis + 1)..]];
        return ShapeRules.One(x.Type, shape, Content(x, indices));
    }

    private static ImmutableArray<Dimension>? Content(Fact x, Fact indices)
    {
        if (x.Content is not { } elements || indices.Content is not { } places)
        {
            return null;
        }

        return [.. places.Select(p => p.Length is { } i ? elements[i < 0 ? i + elements.Length : i] : Dimension.Open)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        (Tensor x, Tensor indices) = (inputs[0], inputs[1]);
        int length = x.Shape[Axis];
        int[][] places = Rearrange.Places(x);
        int[] along = places[Axis];
        places[Axis] = Array.ConvertAll(indices.ToInt64(), i => i >= -length && i < length
            ? along[i < 0 ? i + length : i]
            : throw new GraphException($"the index {i} points outside an axis of length {length}"));
        return [Rearrange.Take(x, places).Reshape([.. x.Shape[..Axis], .. indices.Shape, .. x.Shape[(Axis + 1)..]])];
    }
}
