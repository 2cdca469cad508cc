using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph;

/// <summary>Arithmetic on whole numbers that may be open: what graphs compute shapes with. False is 0 and true is 1.</summary>
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

    /// <summary>One of two lists, element by element.</summary>
    public static ImmutableArray<Dimension>? Select(Fact condition, Fact a, Fact b)
    {
        if (condition.Content is null || ShapeRules.Elements(condition) is not { } conditions
            || ShapeRules.Elements(a) is not { } first || ShapeRules.Elements(b) is not { } second)
        {
            return null;
        }

        int length = new[] { conditions.Length, first.Length, second.Length }.Max();
        return [.. Enumerable.Range(0, length).Select(i => conditions[conditions.Length == 1 ? 0 : i].Length switch
        {
            null => Same(At(first, i), At(second, i)),
            0 => At(second, i),
            _ => At(first, i),
        })];

        static Dimension At(ImmutableArray<Dimension> list, int i) => list[list.Length == 1 ? 0 : i];

        static Dimension Same(Dimension a, Dimension b) => a.IsSame(b) ? a : Dimension.Open;
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
            (BinaryKind.Equal or BinaryKind.LessOrEqual or BinaryKind.GreaterOrEqual, _, _) when a.IsSame(b) => 1,
            (BinaryKind.NotEqual or BinaryKind.Less or BinaryKind.Greater, _, _) when a.IsSame(b) => 0,
            (BinaryKind.Equal, _, _) when IsLengthAndNone(a, b) => 0,
            (BinaryKind.NotEqual, _, _) when IsLengthAndNone(a, b) => 1,
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
        BinaryKind.And => a & b,
        BinaryKind.Or => a | b,
        BinaryKind.Equal => a == b ? 1 : 0,
        BinaryKind.NotEqual => a != b ? 1 : 0,
        BinaryKind.Less => a < b ? 1 : 0,
        BinaryKind.LessOrEqual => a <= b ? 1 : 0,
        BinaryKind.Greater => a > b ? 1 : 0,
        BinaryKind.GreaterOrEqual => a >= b ? 1 : 0,
        _ => null,
    };

    /// <summary>Whether one is the length of an axis, which only those have names for, and the other is below 0.</summary>
    private static bool IsLengthAndNone(Dimension a, Dimension b) =>
        (a.Symbol is not null && a.Length is null && b.Length < 0) || (b.Symbol is not null && b.Length is null && a.Length < 0);
}
