using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>Axes that an operator removes or renames.</summary>
internal static class AxisRules
{
    /// <summary>A shape without some axes.</summary>
    public static ImmutableArray<T> Without<T>(ImmutableArray<T> shape, ImmutableArray<int> axes) =>
        [.. shape.Where((_, i) => !axes.Contains(i))];

    /// <summary>The order of the axes that are left when plain axes are removed.</summary>
    public static Permutation Without(Permutation stored, ImmutableArray<int> axes) =>
        new([.. stored.Axes.Where(a => !axes.Contains(a)).Select(a => a - axes.Count(gone => gone < a))]);

    /// <summary>Where plain axes are stored, ascending.</summary>
    public static ImmutableArray<int> Stored(Permutation stored, ImmutableArray<int> axes) =>
        [.. axes.Select(a => stored.Stored(a)).Order()];

    /// <summary>Elements in a shape, one for each axis.</summary>
    public static int[] Strides(ReadOnlySpan<int> shape)
    {
        int[] strides = new int[shape.Length];
        int stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        return strides;
    }
}
