namespace Retrain;

/// <summary>Which photos of two runs are the same, and what became of the others.</summary>
/// <param name="Same">Rows, in the earlier and in the later run, of each photo with the same content in both; in the later order.</param>
/// <param name="Changes">See <see cref="RunComparison.Photos"/>.</param>
internal sealed record PhotoMatch(IReadOnlyList<(int Before, int After)> Same, IReadOnlyList<PhotoChange> Changes)
{
    /// <summary>Matches by name first, then by content: within the label first, then under other labels.</summary>
    public static PhotoMatch Of(RetrainResult before, RetrainResult after)
    {
        var same = new List<(int Before, int After)>();
        var changes = new List<PhotoChange>();
        Dictionary<string, int> names = Enumerable.Range(0, before.Bottlenecks.Photos.Count)
            .ToDictionary(i => before.Bottlenecks.Photos[i].Name, StringComparer.Ordinal);
        var fresh = new List<int>();
        for (int i = 0; i < after.Bottlenecks.Photos.Count; i++)
        {
            if (!names.Remove(after.Bottlenecks.Photos[i].Name, out int old))
            {
                fresh.Add(i);
            }
            else if (before.Bottlenecks.ContentHashes[old] == after.Bottlenecks.ContentHashes[i])
            {
                same.Add((old, i));
            }
            else
            {
                changes.Add(new PhotoChange(PhotoChangeKind.Edited, after.Bottlenecks.Photos[i].Name, Label(before, old), Label(after, i)));
            }
        }

        // What is left in both lists has come or gone, or has another name now.
        Dictionary<string, List<int>> gone = names.Values.Order().GroupBy(i => before.Bottlenecks.ContentHashes[i], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        Pair(PhotoChangeKind.Renamed, (old, now) => Label(before, old) == Label(after, now));
        Pair(PhotoChangeKind.Moved, (_, _) => true);
        changes.AddRange(fresh.Select(
            i => new PhotoChange(PhotoChangeKind.Added, after.Bottlenecks.Photos[i].Name, "", Label(after, i))));
        changes.AddRange(gone.Values.SelectMany(g => g).Select(
            i => new PhotoChange(PhotoChangeKind.Removed, before.Bottlenecks.Photos[i].Name, Label(before, i), "")));
        return new PhotoMatch([.. same.OrderBy(pair => pair.After)], [.. changes.OrderBy(c => c.Name, StringComparer.Ordinal)]);

        void Pair(PhotoChangeKind kind, Func<int, int, bool> fits)
        {
            var unmatched = new List<int>();
            foreach (int now in fresh)
            {
                if (gone.TryGetValue(after.Bottlenecks.ContentHashes[now], out List<int>? copies)
                    && copies.FindIndex(old => fits(old, now)) is >= 0 and var found)
                {
                    int old = copies[found];
                    copies.RemoveAt(found);
                    same.Add((old, now));
                    changes.Add(new PhotoChange(kind, after.Bottlenecks.Photos[now].Name, Label(before, old), Label(after, now)));
                }
                else
                {
                    unmatched.Add(now);
                }
            }

            fresh = unmatched;
        }
    }

    private static string Label(RetrainResult run, int row) => run.Model.Labels[run.Bottlenecks.Photos[row].Class];
}
