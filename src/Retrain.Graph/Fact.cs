using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>What is known of a value before the network runs.</summary>
/// <param name="Type">What its elements are.</param>
/// <param name="Shape">Length of each axis. The number of axes is always known.</param>
internal sealed record Fact(ElementType Type, ImmutableArray<Dimension> Shape)
{
    /// <summary>The value itself, where it does not depend on the input.</summary>
    public Tensor? Constant { get; init; }

    /// <summary>
    /// Elements of a list (one axis) or of a scalar of whole numbers or bools (0 and 1), each known or open: what a graph computes shapes
    /// with. <see langword="null"/>: nothing is known. Set for every constant list of at most 64 of them.
    /// </summary>
    public ImmutableArray<Dimension>? Content { get; init; }

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Length;

    /// <summary>The shape as numbers; <see langword="null"/> where a length is open.</summary>
    public int[]? KnownShape => Shape.All(d => d.Length is not null) ? [.. Shape.Select(d => d.Length!.Value)] : null;

    /// <summary>What is known of a constant: everything.</summary>
    public static Fact Of(Tensor tensor) => new(tensor.Type, [.. tensor.Shape.Select(l => (Dimension)l)])
    {
        Constant = tensor,
        Content = ContentOf(tensor),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";

    private static ImmutableArray<Dimension>? ContentOf(Tensor tensor) =>
        tensor.Rank <= 1 && tensor.Length <= 64 && tensor.Type is ElementType.Int32 or ElementType.Int64 or ElementType.Bool
        && tensor.ToInt64().All(v => v is >= int.MinValue and <= int.MaxValue)
            ? [.. tensor.ToInt32().Select(v => (Dimension)v)]
            : null;
}
