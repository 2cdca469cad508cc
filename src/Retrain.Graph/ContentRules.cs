using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph;

/// <summary>Arithmetic on whole numbers that may be open: what graphs compute shapes with.</summary>
internal static class ContentRules
{
    /// <summary>A function of two lists (or scalars), element by element.</summary>
    public static ImmutableArray<Dimension>? Binary(BinaryKind kind, Fact a, Fact b)
    {
        if (a.Content is null && b.Content is null || ShapeRules.Elements(a) is not { } first || ShapeRules.Elements(b) is not { } second)
        {
            return null;
        }

        int length = first.Length == 1 ? second.Length : first.Length;
        return [.. Enumerable.Range(0, length).Select(
            i => Binary(kind, first[first.Length == 1 ? 0 : i], second[second.Length == 1 ? 0 : i]))];
    }

    /// <summary>A function of two numbers.</summary>
    public static Dimension Binary(BinaryKind kind, Dimension a, Dimension b)
    {
        if (a.Length is { } x && b.Length is { } y)
        {
            return Binary(kind, (long)x, y) is { } known and >= int.MinValue and <= int.MaxValue ? (int)known : Dimension.Open;
        }

        return (kind, a.Length, b.Length) switch
        {
            (BinaryKind.Add, 0, _) => b,
            (BinaryKind.Add or BinaryKind.Sub, _, 0) => a,
            (BinaryKind.Sub, _, _) when a.IsSame(b) => 0,
            (BinaryKind.Mul, 0, _) or (BinaryKind.Mul, _, 0) => 0,
            (BinaryKind.Mul, 1, _) => b,
            (BinaryKind.Mul or BinaryKind.Div or BinaryKind.FloorDiv, _, 1) => a,
            (BinaryKind.Maximum or BinaryKind.Minimum, _, _) when a.IsSame(b) => a,
            _ => Dimension.Open,
        };
    }

    /// <summary>Sum or product of a list; <see langword="null"/> for other kinds.</summary>
    public static Dimension? Reduce(ReduceKind kind, ImmutableArray<Dimension> elements) => kind switch
    {
        ReduceKind.Sum => elements.Aggregate((Dimension)0, (a, b) => Binary(BinaryKind.Add, a, b)),
        ReduceKind.Product =>
            elements.Any(e => e.Length == 0) ? 0 : elements.Aggregate((Dimension)1, (a, b) => Binary(BinaryKind.Mul, a, b)),
        _ => null,
    };

    private static long? Binary(BinaryKind kind, long a, long b) => kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Sub => a - b,
        BinaryKind.Mul => a * b,
        BinaryKind.Div when b != 0 => a / b,
        BinaryKind.FloorDiv when b != 0 => (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0),
        BinaryKind.Maximum => Math.Max(a, b),
        BinaryKind.Minimum => Math.Min(a, b),
        _ => null,
    };
}
