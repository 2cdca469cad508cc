using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>NumPy's broadcasting: shapes are aligned at their ends, and an axis of length 1 fits every length.</summary>
internal static class Broadcasting
{
    /// <summary>The common shape.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public static ImmutableArray<Dimension> Shape(ImmutableArray<Dimension> a, ImmutableArray<Dimension> b)
    {
        int rank = Math.Max(a.Length, b.Length);
        var shape = ImmutableArray.CreateBuilder<Dimension>(rank);
        for (int i = 0; i < rank; i++)
        {
            Dimension first = i < rank - a.Length ? 1 : a[i - (rank - a.Length)];
            Dimension second = i < rank - b.Length ? 1 : b[i - (rank - b.Length)];
            shape.Add(Common(first, second)
                ?? throw new GraphException(
                    $"[{string.Join(", ", a)}] and [{string.Join(", ", b)}] do not fit: lengths have to be equal or 1"));
        }

        return shape.MoveToImmutable();
    }

    private static Dimension? Common(Dimension a, Dimension b) => (a.Length, b.Length) switch
    {
        (1, _) => b,
        (_, 1) => a,
        (null, null) => a.IsSame(b) ? a : Dimension.Open,
        (null, _) => b,
        (_, null) => a,
        _ => a.Length == b.Length ? a : null,
    };
}
