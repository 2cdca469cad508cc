using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>An order of axes: stored axis i is plain axis <c>Axes[i]</c>. [0, 3, 1, 2] stores [N, H, W, C] as [N, C, H, W].</summary>
internal readonly struct Permutation : IEquatable<Permutation>
{
    private readonly ImmutableArray<int> axes;

    /// <summary>Creates an order.</summary>
    /// <exception cref="GraphException">Not each axis occurs once.</exception>
    public Permutation(params ReadOnlySpan<int> axes)
    {
        this.axes = [.. axes];
        if (!this.axes.Order().SequenceEqual(Enumerable.Range(0, axes.Length)))
        {
            throw new GraphException($"[{string.Join(", ", this.axes)}] is no order of axes");
        }
    }

    /// <summary>Plain axis of each stored axis; empty by default.</summary>
    public ImmutableArray<int> Axes => axes.IsDefault ? [] : axes;

    /// <summary>Number of axes.</summary>
    public int Rank => Axes.Length;

    /// <summary>Whether it is the plain order.</summary>
    public bool IsPlain => Axes.SequenceEqual(Enumerable.Range(0, Rank));

    /// <summary>The plain order of so many axes.</summary>
    public static Permutation Plain(int rank) => new([.. Enumerable.Range(0, rank)]);

    /// <summary>[N, H, W, C] stored as [N, C, H, W].</summary>
    public static Permutation ChannelsFirst => new(0, 3, 1, 2);

    /// <summary>[N, C, H, W] stored as [N, H, W, C].</summary>
    public static Permutation ChannelsLast => new(0, 2, 3, 1);

    /// <summary>The order that undoes this one.</summary>
    public Permutation Inverse()
    {
        int[] inverse = new int[Rank];
        for (int i = 0; i < Rank; i++)
        {
            inverse[Axes[i]] = i;
        }

        return new Permutation(inverse);
    }

    /// <summary>This order first, then <paramref name="next"/> on its result.</summary>
    public Permutation Then(Permutation next)
    {
        ImmutableArray<int> first = Axes;
        return new Permutation([.. next.Axes.Select(a => first[a])]);
    }

    /// <summary>Where a plain axis is stored; negative axes count from the end.</summary>
    public int Stored(int axis) => Axes.IndexOf(axis < 0 ? axis + Rank : axis);

    /// <summary>Lengths (or anything else an axis has) from plain to stored order.</summary>
    public ImmutableArray<T> Apply<T>(IReadOnlyList<T> plain) => [.. Axes.Select(a => plain[a])];

    /// <inheritdoc/>
    public bool Equals(Permutation other) => Axes.SequenceEqual(other.Axes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Permutation other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Axes.Aggregate(17, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Axes)}]";
}
