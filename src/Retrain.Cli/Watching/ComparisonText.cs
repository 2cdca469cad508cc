using Retrain.Training;

namespace Retrain.Cli.Watching;

/// <summary>What changed from one model to the next, for people.</summary>
internal static class ComparisonText
{
    private const int MostFlips = 10;
    private const int MostClasses = 8;

    private static readonly (PhotoChangeKind Kind, string Word)[] Words =
    [
        (PhotoChangeKind.Added, "added"),
        (PhotoChangeKind.Removed, "removed"),
        (PhotoChangeKind.Moved, "moved"),
        (PhotoChangeKind.Renamed, "renamed"),
        (PhotoChangeKind.Edited, "edited"),
    ];

    /// <summary>All of it, an empty line first.</summary>
    public static IEnumerable<string> Lines(RunComparison comparison)
    {
        yield return "";
        yield return comparison.Photos.Count == 0 ? "No usable photo has changed" : $"Photos: {Changes(comparison)}";
        foreach ((string what, IReadOnlyList<string> classes) in new[]
        {
            ("New", comparison.NewClasses), ("Vanished", comparison.VanishedClasses),
        })
        {
            if (classes.Count > 0)
            {
                yield return $"{what} {(classes.Count == 1 ? "class" : "classes")}: {Some(classes)}";
            }
        }

        yield return $"Test accuracy: {Accuracy(comparison.AccuracyBefore, comparison.TestPhotosBefore)} before, "
            + $"{Accuracy(comparison.AccuracyAfter, comparison.TestPhotosAfter)} now";
        foreach (string line in Flips(comparison))
        {
            yield return line;
        }
    }

    private static string Changes(RunComparison comparison) => string.Join("; ", Words
        .Select(w => (w.Word, Photos: comparison.Photos.Where(p => p.Kind == w.Kind).ToArray()))
        .Where(w => w.Photos.Length > 0)
        .Select(w => $"{w.Photos.Length} {w.Word} ({Some([.. w.Photos.CountBy(Place).Select(c => $"{c.Key} {c.Value}")])})"));

    private static string Place(PhotoChange change) => change.Kind switch
    {
        PhotoChangeKind.Removed => change.LabelBefore,
        PhotoChangeKind.Moved => $"{change.LabelBefore} to {change.LabelAfter}",
        _ => change.LabelAfter,
    };

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostClasses)) + (names.Count > MostClasses ? $", and {names.Count - MostClasses} more" : "");

    private static string Accuracy(double share, int photos) =>
        photos == 0 ? "not measured" : $"{MetricText.AccuracyText((float)share)} % (N={photos})";

    private static IEnumerable<string> Flips(RunComparison comparison)
    {
        IReadOnlyList<FlippedPhoto> flips = comparison.Flipped;
        string among = $"of {comparison.Compared} validation and test photos that both models know";
        if (flips.Count == 0)
        {
            yield return $"No flips: none {among} got another answer";
            yield break;
        }

        int better = flips.Count(f => f.IsRight && !f.WasRight);
        int worse = flips.Count(f => f.WasRight && !f.IsRight);
        yield return $"Flips: {flips.Count} {among} got another answer, {better} now right, {worse} now wrong";
        foreach (FlippedPhoto flip in flips.Take(MostFlips))
        {
            yield return $"  {flip.Name}: {flip.Before} ({Word(flip.WasRight)}) -> {flip.After} ({Word(flip.IsRight)})";
        }

        if (flips.Count > MostFlips)
        {
            yield return $"  and {flips.Count - MostFlips} more";
        }
    }

    private static string Word(bool right) => right ? "right" : "wrong";
}
