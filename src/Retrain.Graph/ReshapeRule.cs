using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>Finds the open length of a reshaped tensor from the number of its elements, with open lengths cancelled by name.</summary>
internal static class ReshapeRule
{
    private const int LeftOver = -1;

    /// <summary>The new shape.</summary>
    /// <param name="from">The old one.</param>
    /// <param name="to">What is asked for: lengths, open lengths, and -1 once at most.</param>
    /// <exception cref="GraphException">The number of elements would change.</exception>
    public static ImmutableArray<Dimension> Shape(ImmutableArray<Dimension> from, ImmutableArray<Dimension> to)
    {
        if (to.Any(d => d.Length < LeftOver) || to.Count(d => d.Length == LeftOver) > 1)
        {
            throw new GraphException($"[{string.Join(", ", to)}] is no shape: expected lengths and at most one -1");
        }

        int wanted = to.IndexOf(LeftOver);
        ImmutableArray<Dimension> rest = wanted < 0 ? to : to.RemoveAt(wanted);
        List<Dimension> above = [.. from.Where(d => d.Length is null)];
        List<Dimension> below = [];
        foreach (Dimension open in rest.Where(d => d.Length is null))
        {
            int same = above.FindIndex(open.IsSame);
            if (same < 0)
            {
                below.Add(open);
            }
            else
            {
                above.RemoveAt(same);
            }
        }

        // What is asked for may hold one length that only the graph computes: it is found like a -1.
        if (wanted < 0 && below.Count == 1 && above.Count <= 1)
        {
            wanted = to.IndexOf(below[0]);
            rest = to.RemoveAt(wanted);
            below.Clear();
        }

        if (below.Count > 0 || (wanted < 0 && above.Count > 0))
        {
            return wanted < 0 ? to : to.SetItem(wanted, Dimension.Open);
        }

        long had = Product(from);
        long has = Product(rest);
        if (wanted < 0)
        {
            return had == has ? to : throw Unfit(from, to);
        }

        if (above.Count == 0)
        {
            return has != 0 && had % has == 0 ? to.SetItem(wanted, ShapeRules.Fit(had / has)) : throw Unfit(from, to);
        }

        return to.SetItem(wanted, above.Count == 1 && had == has && had != 0 ? above[0] : Dimension.Open);
    }

    private static GraphException Unfit(ImmutableArray<Dimension> from, ImmutableArray<Dimension> to) =>
        new($"[{string.Join(", ", from)}] cannot become [{string.Join(", ", to)}]: the number of elements would change");

    private static long Product(ImmutableArray<Dimension> shape)
    {
        long product = 1;
        foreach (int length in shape.Where(d => d.Length is not null).Select(d => d.Length!.Value))
        {
            product = length == 0 || product <= long.MaxValue / length
                ? product * length
                : throw new GraphException($"[{string.Join(", ", shape)}] is too large");
        }

        return product;
    }
}
