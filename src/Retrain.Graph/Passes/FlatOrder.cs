using System.Collections.Immutable;

namespace Retrain.Graph.Passes;

/// <summary>
/// Order of the columns of a list of images, [N, H W C], that were made flat while their axes were stored in another order. Weights behind
/// it are stored in that order too, which costs nothing when the network runs.
/// </summary>
internal sealed class FlatOrder
{
    private readonly Permutation order;

    /// <summary>Creates an order.</summary>
    /// <param name="lengths">Lengths of the axes behind the first one, in plain order.</param>
    /// <param name="order">Order in which they are stored.</param>
    public FlatOrder(ImmutableArray<int> lengths, Permutation order)
    {
        this.order = order;
        StoredLengths = order.Apply(lengths);
        Columns = new int[Tensor.LengthOf(lengths)];
        int[] steps = new int[lengths.Length];
        for (int axis = lengths.Length - 1, step = 1; axis >= 0; step *= lengths[axis--])
        {
            steps[axis] = step;
        }

        ImmutableArray<int> storedSteps = order.Apply(steps);
        for (int column = 0; column < Columns.Length; column++)
        {
            int rest = column;
            for (int axis = lengths.Length - 1; axis >= 0; axis--)
            {
                Columns[column] += rest % StoredLengths[axis] * storedSteps[axis];
                rest /= StoredLengths[axis];
            }
        }
    }

    /// <summary>Plain column of each stored column.</summary>
    public int[] Columns { get; }

    /// <summary>Lengths of the axes that were made flat, as they are stored.</summary>
    public ImmutableArray<int> StoredLengths { get; }

    /// <summary>The transposition, first axis included, that brings the axes to plain order.</summary>
    public Permutation ToPlain => new([0, .. order.Inverse().Axes.Select(a => a + 1)]);

    /// <summary>Whether two orders are equal.</summary>
    public bool IsSame(FlatOrder? other) =>
        other is not null && (ReferenceEquals(this, other) || Columns.AsSpan().SequenceEqual(other.Columns));

    /// <summary>A constant whose axis is brought from plain to this order.</summary>
    public Tensor Apply(Tensor plain, int axis)
    {
        ReadOnlySpan<byte> from = plain.Bytes();
        byte[] to = new byte[from.Length];
        int outer = Tensor.LengthOf(plain.Shape.AsSpan()[..axis]);
        int bytes = outer == 0 ? 0 : from.Length / outer / Columns.Length;
        for (int i = 0; i < outer; i++)
        {
            for (int column = 0; column < Columns.Length; column++)
            {
                from.Slice(((i * Columns.Length) + Columns[column]) * bytes, bytes)
                    .CopyTo(to.AsSpan(((i * Columns.Length) + column) * bytes));
            }
        }

        return Tensor.FromBytes(plain.Type, to, plain.Shape.AsSpan());
    }
}
