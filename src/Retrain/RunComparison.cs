using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>What changed from one run to the next: photos, classes, accuracy, answers. Only photos that could be used count.</summary>
public sealed record RunComparison
{
    private RunComparison()
    {
    }

    /// <summary>Labels that the later run has and the earlier one has not, in label order.</summary>
    public required IReadOnlyList<string> NewClasses { get; init; }

    /// <summary>Labels that the earlier run had and the later one has not, in label order.</summary>
    public required IReadOnlyList<string> VanishedClasses { get; init; }

    /// <summary>Every photo that came, went, moved, was renamed or edited, in ordinal order of <see cref="PhotoChange.Name"/>.</summary>
    public required IReadOnlyList<PhotoChange> Photos { get; init; }

    /// <summary>Share of the test photos that were right in the earlier run, 0 to 1; NaN without test photos.</summary>
    public required double AccuracyBefore { get; init; }

    /// <summary>Test photos of the earlier run.</summary>
    public required int TestPhotosBefore { get; init; }

    /// <summary>Share of the test photos that are right in the later run, 0 to 1; NaN without test photos.</summary>
    public required double AccuracyAfter { get; init; }

    /// <summary>Test photos of the later run.</summary>
    public required int TestPhotosAfter { get; init; }

    /// <summary>Photos with the same content in both runs that neither model learned from: their validation and test photos.</summary>
    public required int Compared { get; init; }

    /// <summary>Those of the compared photos that the two models label differently, in the order of the later run.</summary>
    public required IReadOnlyList<FlippedPhoto> Flipped { get; init; }

    /// <summary>Compares two runs, usually of the same folder.</summary>
    /// <param name="before">The earlier run.</param>
    /// <param name="after">The later run. It may have other classes, and a model of another network.</param>
    public static RunComparison Of(RetrainResult before, RetrainResult after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var match = PhotoMatch.Of(before, after);
        (int Before, int After)[] compared =
        [
            .. match.Same.Where(pair =>
                before.Sets[pair.Before] != PhotoSet.Training && after.Sets[pair.After] != PhotoSet.Training),
        ];
        return new RunComparison
        {
            NewClasses = [.. after.Model.Labels.Except(before.Model.Labels)],
            VanishedClasses = [.. before.Model.Labels.Except(after.Model.Labels)],
            Photos = match.Changes,
            AccuracyBefore = before.Report.Accuracy,
            TestPhotosBefore = before.Report.N,
            AccuracyAfter = after.Report.Accuracy,
            TestPhotosAfter = after.Report.N,
            Compared = compared.Length,
            Flipped = FlipsOf(before, after, compared),
        };
    }

    private static List<FlippedPhoto> FlipsOf(RetrainResult before, RetrainResult after, (int Before, int After)[] compared)
    {
        string[] earlier = Answers(before, [.. compared.Select(pair => pair.Before)]);
        string[] later = Answers(after, [.. compared.Select(pair => pair.After)]);
        var flips = new List<FlippedPhoto>();
        for (int i = 0; i < compared.Length; i++)
        {
            if (earlier[i] != later[i])
            {
                Photo photo = after.Bottlenecks.Photos[compared[i].After];
                string truthBefore = before.Model.Labels[before.Bottlenecks.Photos[compared[i].Before].Class];
                string truthAfter = after.Model.Labels[photo.Class];
                flips.Add(new FlippedPhoto(photo.Name, earlier[i], earlier[i] == truthBefore, later[i], later[i] == truthAfter));
            }
        }

        return flips;
    }

    private static string[] Answers(RetrainResult run, int[] rows)
    {
        int classes = run.Model.Head.Classes;
        float[] logits = HeadScorer.Logits(run.Model.Head, run.Bottlenecks.Features, rows);
        return [.. Enumerable.Range(0, rows.Length).Select(i => run.Model.Labels[SoftmaxLoss.Best(logits.AsSpan(i * classes, classes))])];
    }
}
