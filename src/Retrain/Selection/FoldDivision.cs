using Retrain.Foundation;

namespace Retrain.Selection;

/// <summary>Divides photos into folds of equal size, with each class spread evenly over them.</summary>
internal static class FoldDivision
{
    /// <summary>The fold of each photo, 0 to folds - 1.</summary>
    /// <param name="classes">[N].</param>
    /// <param name="contents">[N] hash of each photo's bytes: copies share a fold, or one would be tested on what it was trained on.</param>
    /// <param name="folds">Number of folds, at least 2.</param>
    /// <param name="seed">Other seeds, other folds.</param>
    public static int[] Divide(IReadOnlyList<int> classes, IReadOnlyList<string> contents, int folds, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var stream = new RandomStream(seed, "folds");
        int[] fold = new int[classes.Count];
        int next = 0;
        // Dealt like cards, class after class without a new start, so that the remainders of the classes spread too.
        foreach (IGrouping<string, int>[] ofClass in Enumerable.Range(0, classes.Count)
            .GroupBy(i => contents[i], StringComparer.Ordinal)
            .GroupBy(copies => classes[copies.First()])
            .OrderBy(group => group.Key)
            .Select(group => group.OrderBy(copies => stream.Bits(copies.First())).ToArray()))
        {
            foreach (IGrouping<string, int> copies in ofClass)
            {
                foreach (int i in copies)
                {
                    fold[i] = next;
                }

                next = (next + 1) % folds;
            }
        }

        return fold;
    }
}
