using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>Photos with their bottlenecks and sets: all that training needs, however often it trains.</summary>
/// <param name="Summary">What is told about them.</param>
/// <param name="Labels">Label of each class.</param>
/// <param name="Data">Features, classes and sets.</param>
internal sealed record PreparedPhotos(RetrainPreparation Summary, IReadOnlyList<string> Labels, LabelledFeatures Data)
{
    /// <summary>The usable photos, in the order of the rows.</summary>
    public IReadOnlyList<Photo> Photos => Summary.Bottlenecks.Photos;

    /// <summary>Computes bottlenecks, or fetches them from the cache, and divides the photos into sets.</summary>
    /// <exception cref="RetrainException">No photo of a class can be used.</exception>
    public static async Task<PreparedPhotos> MakeAsync(
        PhotoFolder photos, Backbone backbone, RetrainOptions options, IProgress<RetrainProgress>? progress,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Split split = Split.Create(photos, options.Split);
        string[] labels = [.. photos.Classes.Select(c => c.Label)];
        BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync(
            photos.Photos, backbone, options.Bottlenecks, PhotoReports(progress, RetrainStage.Bottlenecks), cancellationToken)
            .ConfigureAwait(false);
        RefuseEmptyClasses(photos, bottlenecks);
        PhotoSet[] sets = SetsOf(bottlenecks.Photos, photos, split);
        IReadOnlyList<string> copies =
            CopyGroups.KeepTogether(bottlenecks.Photos, bottlenecks.ContentHashes, sets, labels, options.Split.Compat);
        int[] classes = [.. bottlenecks.Photos.Select(p => p.Class)];
        string[] warnings =
        [
            .. copies, .. split.Warnings, .. ClassWarnings.Losses(photos, bottlenecks),
            .. ClassWarnings.Unevenness(labels, classes, options),
        ];
        var summary = new RetrainPreparation(bottlenecks, sets, warnings, Stopwatch.GetElapsedTime(start).TotalSeconds);
        return new PreparedPhotos(summary, labels, new LabelledFeatures(bottlenecks.Features, classes, sets, labels.Length));
    }

    /// <summary>Reports of single photos as those of a run.</summary>
    public static RelayProgress<BottleneckProgress>? PhotoReports(IProgress<RetrainProgress>? progress, RetrainStage stage) =>
        progress is null
            ? null
            : new RelayProgress<BottleneckProgress>(p => progress.Report(new RetrainProgress(stage, p.Done, p.Total)
            {
                PerSecond = p.PerSecond,
                FromCache = p.FromCache,
                Remaining = p.Remaining,
            }));

    private static void RefuseEmptyClasses(PhotoFolder photos, BottleneckResult bottlenecks)
    {
        var usable = bottlenecks.Photos.Select(p => p.Class).ToHashSet();
        for (int c = 0; c < photos.Classes.Count; c++)
        {
            if (!usable.Contains(c))
            {
                UnusablePhoto[] lost = [.. bottlenecks.Unusable.Where(u => u.Photo.Class == c)];
                throw new RetrainException(
                    $"No photo of class '{photos.Classes[c].Label}' can be used ({lost.Length} tried; {lost[0].Photo.Path}: "
                    + $"{lost[0].Problem.Reason}): mend or convert them, or move the folder away");
            }
        }
    }

    private static PhotoSet[] SetsOf(IReadOnlyList<Photo> usable, PhotoFolder photos, Split split)
    {
        // The usable photos are the list without some, in its order.
        var sets = new PhotoSet[usable.Count];
        for (int i = 0, next = 0; next < sets.Length; i++)
        {
            if (ReferenceEquals(photos.Photos[i], usable[next]))
            {
                sets[next++] = split.Sets[i];
            }
        }

        return sets;
    }
}
