using Retrain.Photos;

namespace Retrain;

/// <summary>Photos that are the same byte for byte.</summary>
internal static class CopyGroups
{
    /// <summary>
    /// Puts copies into one set, so that no test or validation photo was seen in training: training if one of them is there, else
    /// validation. Compat leaves the sets alone and only warns.
    /// </summary>
    /// <param name="photos">The usable photos.</param>
    /// <param name="hashes">Content hash of each.</param>
    /// <param name="sets">Set of each; changed in place.</param>
    /// <param name="labels">Label of each class.</param>
    /// <param name="compat">Whether to leave the sets alone.</param>
    /// <returns>Warnings, one line each.</returns>
    public static IReadOnlyList<string> KeepTogether(
        IReadOnlyList<Photo> photos, IReadOnlyList<string> hashes, PhotoSet[] sets, IReadOnlyList<string> labels, bool compat)
    {
        var warnings = new List<string>();
        List<List<int>> groups = Groups(hashes);
        if (groups.Count == 0)
        {
            return warnings;
        }

        int strays = 0;
        foreach (List<int> group in groups)
        {
            // Training = 0 is the smallest, then validation: a copy may only lose its place in a set that measures.
            PhotoSet together = group.Min(i => sets[i]);
            foreach (int i in group.Where(i => sets[i] != together))
            {
                strays++;
                sets[i] = compat ? sets[i] : together;
            }

            if (group.Select(i => photos[i].Class).Distinct().Count() > 1)
            {
                IEnumerable<string> names = group.Select(i => $"{photos[i].Name} ({labels[photos[i].Class]})");
                warnings.Add("The same picture stands under several labels: " + string.Join(", ", names));
            }
        }

        int copies = groups.Sum(g => g.Count - 1);
        string example = string.Join(" = ", groups[0].Take(2).Select(i => photos[i].Name));
        string what = copies == 1 ? "1 photo is a copy" : $"{copies} photos are copies";
        string fate = strays == 0 ? "all in one set with their originals"
            : compat ? $"{strays} in another set than their original (left there: compat)"
            : $"{strays} moved to the set of their original";
        warnings.Insert(0, $"{what} of another byte for byte, {fate}; for instance {example}");
        return warnings;
    }

    /// <summary>Photos with the same hash, in the order of their first; most photos have none, so only copies cost a list.</summary>
    private static List<List<int>> Groups(IReadOnlyList<string> hashes)
    {
        var firstOf = new Dictionary<string, int>(hashes.Count, StringComparer.Ordinal);
        var byFirst = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < hashes.Count; i++)
        {
            if (firstOf.TryAdd(hashes[i], i))
            {
                continue;
            }

            int first = firstOf[hashes[i]];
            if (!byFirst.TryGetValue(first, out List<int>? group))
            {
                byFirst.Add(first, group = [first]);
            }

            group.Add(i);
        }

        return [.. byFirst.Values];
    }
}
