using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// The greatest elements along the last axis in descending order, and their places (Int32); of equal ones the first comes first.
/// </summary>
/// <param name="Count">How many.</param>
internal sealed record TopK(int Count) : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Number(inputs[0], "the input");
        if (inputs[0].Rank == 0 || Count < 0 || Count > (inputs[0].Shape[^1].Length ?? int.MaxValue))
        {
            throw new GraphException($"the {Count} greatest of {inputs[0]}: the last axis has to be at least as long");
        }

        ImmutableArray<Dimension> shape = inputs[0].Shape.SetItem(inputs[0].Rank - 1, Count);
        return [new Fact(inputs[0].Type, shape), new Fact(ElementType.Int32, shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        Tensor x = inputs[0];
        int length = x.Shape[^1];
        int[] places = x.Type.IsFloat() ? Order(x.ToDoubles(), length) : Order(x.ToWhole(), length);
        int[] shape = [.. x.Shape[..^1], Count];
        return [Rearrange.Pick(x, places, shape), Tensor.Of(Array.ConvertAll(places, p => p % length), shape)];
    }

    private int[] Order<T>(T[] rows, int length)
    {
        int count = length == 0 ? 0 : rows.Length / length;

        // LINQ sorts stably: of equal ones the first stays first.
        return [.. Enumerable.Range(0, count).SelectMany(
            row => Enumerable.Range(row * length, length).OrderByDescending(i => rows[i]).Take(Count))];
    }
}
