using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Bottlenecks;

/// <summary>The bottlenecks of several views of each photo: one computation a view, then their features as one matrix.</summary>
internal static class ViewBottlenecks
{
    /// <summary>As <see cref="BottleneckComputer"/>, for a backbone of several views.</summary>
    public static async Task<BottleneckResult> ComputeAsync(
        IReadOnlyList<Photo> photos,
        Backbone backbone,
        BottleneckOptions options,
        BottleneckParts parts,
        IProgress<BottleneckProgress>? progress,
        CancellationToken cancellationToken)
    {
        if ((long)photos.Count * backbone.Features > Array.MaxLength)
        {
            throw new RetrainException(
                $"{photos.Count} photos with {backbone.Features} features each ({backbone.Views.Count} views) are too many for one run, "
                    + $"which holds {Array.MaxLength / backbone.Features}; train on fewer photos or views");
        }

        var results = new List<BottleneckResult>();
        var before = new BottleneckProgress(0, 0, 0, 0, TimeSpan.Zero);
        foreach (Backbone view in backbone.Views)
        {
            // What one view could not use no other needs to try.
            IReadOnlyList<Photo> left = results.Count == 0 ? photos : results[^1].Photos;
            int viewsAfter = backbone.Views.Count - results.Count - 1;
            BottleneckProgress last = before;
            results.Add(await BottleneckComputer.ComputeAsync(
                left, view, options, parts, progress is null ? null : new RelayProgress<BottleneckProgress>(Report), cancellationToken)
                .ConfigureAwait(false));
            before = last;

            void Report(BottleneckProgress p)
            {
                TimeSpan later = p.PerSecond > 0 ? TimeSpan.FromSeconds(viewsAfter * left.Count / p.PerSecond) : TimeSpan.Zero;
                last = new BottleneckProgress(
                    before.Done + p.Done, before.Done + p.Total + (viewsAfter * left.Count), before.FromCache + p.FromCache, p.PerSecond,
                    p.Remaining + later);
                progress!.Report(last);
            }
        }

        return Combine(backbone, results);
    }

    private static BottleneckResult Combine(Backbone backbone, List<BottleneckResult> results)
    {
        BottleneckResult end = results[^1];
        int[][] rows = [.. results.Select(r => RowsOf(r, end))];
        float[] values = GC.AllocateUninitializedArray<float>(end.Photos.Count * backbone.Features);
        for (int i = 0; i < end.Photos.Count; i++)
        {
            Span<float> row = values.AsSpan(i * backbone.Features, backbone.Features);
            if (backbone.Combination == ViewCombination.Join)
            {
                Join(results, rows, i, row);
            }
            else
            {
                Average(results, rows, i, row);
            }
        }

        var used = end.Photos.ToHashSet();
        return end with
        {
            Features = new FeatureMatrix(values, backbone.Features),
            Unusable = [.. results.SelectMany(r => r.Unusable)],
            Notes = [.. results[0].Notes.Where(n => used.Contains(n.Photo))],
            Computed = results.Sum(r => r.Computed),
            FromCache = results.Sum(r => r.FromCache),
            FilesRead = results.Sum(r => r.FilesRead),
            Times = results.Select(r => r.Times).Aggregate(Sum),
            CacheNotices = [.. results.SelectMany(r => r.CacheNotices).Distinct()],
        };
    }

    /// <summary>Where the photos of the last view stand in another one's result, which has them in the same order and maybe more.</summary>
    private static int[] RowsOf(BottleneckResult result, BottleneckResult end)
    {
        int[] rows = new int[end.Photos.Count];
        int at = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            while (!ReferenceEquals(result.Photos[at], end.Photos[i]))
            {
                at++;
            }

            if (result.ContentHashes[at] != end.ContentHashes[i])
            {
                throw new RetrainException($"the photo {end.Photos[i].Path} was changed while its views were computed; run again");
            }

            rows[i] = at++;
        }

        return rows;
    }

    private static void Join(List<BottleneckResult> results, int[][] rows, int photo, Span<float> row)
    {
        foreach ((int view, BottleneckResult result) in results.Index())
        {
            result.Features.Row(rows[view][photo]).CopyTo(row);
            row = row[result.Features.Width..];
        }
    }

    private static void Average(List<BottleneckResult> results, int[][] rows, int photo, Span<float> row)
    {
        row.Clear();
        foreach ((int view, BottleneckResult result) in results.Index())
        {
            ReadOnlySpan<float> features = result.Features.Row(rows[view][photo]);
            for (int f = 0; f < row.Length; f++)
            {
                row[f] += features[f];
            }
        }

        for (int f = 0; f < row.Length; f++)
        {
            row[f] /= results.Count;
        }
    }

    private static StageTimes Sum(StageTimes a, StageTimes b) => new(
        a.Read + b.Read, a.Hash + b.Hash, a.Decode + b.Decode, a.Resize + b.Resize, a.Network + b.Network, a.Store + b.Store,
        a.Wait + b.Wait);
}
