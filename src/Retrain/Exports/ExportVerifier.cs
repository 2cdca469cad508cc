using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Exports;

/// <summary>Checks an exported file on another machine, or after a journey.</summary>
public static class ExportVerifier
{
    /// <summary>
    /// Asks a file about a picture drawn by formula and about photos, and compares with what it said where it was written. Photos are
    /// known again by their content; of others only the label is told.
    /// </summary>
    /// <param name="file">An exported file or folder of any kind.</param>
    /// <param name="photos">Paths of photos; may be none.</param>
    /// <param name="expected">
    /// The <c>expected.json</c> to use; <see langword="null"/>: what is recorded in the file, or else the table beside it.
    /// </param>
    /// <param name="cancellationToken">Checked before each photo.</param>
    /// <exception cref="RetrainException">
    /// The file cannot be run, nothing is recorded of it, or its classes, or those of the <c>labels.txt</c> beside it, are not those that
    /// it was written with.
    /// </exception>
    public static ExportVerification Verify(
        string file, IReadOnlyList<string> photos, string? expected = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        string model = ModelSource.FileOf(file);
        using var runner = ModelRunner.Open(model);
        string place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(model));
        place = Path.GetFileName(place) == "model.json" ? Path.GetDirectoryName(place)! : place;
        string around = Path.GetDirectoryName(place)!;
        string table = Path.Combine(around, ExpectedFile.Name);
        ExpectedScores scores = expected is not null ? ExpectedFile.Read(expected, Path.GetFileName(place))
            : runner.Metadata?.Expected ?? (File.Exists(table) ? ExpectedFile.Read(table, Path.GetFileName(place)) : null)
            ?? throw new RetrainException(
                $"'{file}' carries no expected scores, and there is no {ExpectedFile.Name} beside it: "
                    + "name the table that came with it (--expected), or write the file with 'retrain export'");
        IReadOnlyList<string> labels = Labels(runner, model, around, scores);
        var known = scores.Photos.GroupBy(p => p.Sha256).ToDictionary(g => g.Key, g => g.First());
        var pictures = new List<VerifiedPicture>
        {
            Compare(runner, labels, SelfTestPicture.Png(), SelfTestPicture.FileName, scores.SelfTest, scores.Tolerance),
        };
        var seen = new HashSet<string>();
        foreach (string photo in photos)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pictures.Add(Verify(photo));
        }

        return new ExportVerification(
            file, scores.Kind, scores.Tolerance, pictures, [.. scores.Photos.Where(p => !seen.Contains(p.Sha256)).Select(p => p.Name)]);

        VerifiedPicture Verify(string photo)
        {
            var buffer = new FileBuffer();
            if (buffer.Read(photo) is { } problem)
            {
                return Unusable(photo, null, problem);
            }

            string hash = ExportRecorder.HashOf(buffer.Content.Span);
            seen.Add(hash);
            return Compare(runner, labels, buffer.Content, photo, known.GetValueOrDefault(hash)?.Scores, scores.Tolerance);
        }
    }

    private static IReadOnlyList<string> Labels(ModelRunner runner, string model, string around, ExpectedScores expected)
    {
        IReadOnlyList<string> labels = ModelLabels.Resolve(runner, model, null, isModelFolder: false);
        if (ExpectedScores.HashOf(labels) != expected.LabelsSha256)
        {
            throw new RetrainException(
                $"the classes of '{model}' ({labels.Count}: {string.Join(", ", labels.Take(3))}...) "
                    + "are not those that the expected scores are about: model, labels and table do not belong together");
        }

        string beside = Path.Combine(around, LabelsFile.Name);
        if (File.Exists(beside))
        {
            LabelsFile.CheckAgainstModel(beside, LabelsFile.Read(beside, labels.Count), labels);
        }

        return labels;
    }

    private static VerifiedPicture Compare(
        ModelRunner runner, IReadOnlyList<string> labels, ReadOnlyMemory<byte> file, string name, IReadOnlyList<ExpectedScore>? expected,
        double tolerance)
    {
        float[] scores = new float[runner.Classes];
        if (runner.Score(file, name, scores) is { } problem)
        {
            return Unusable(name, expected, problem);
        }

        ExpectedScore best = ExpectedScores.Best(labels, scores)[0];
        if (expected is not [var first, ..])
        {
            return new VerifiedPicture(name, best.Label, best.Score, null, null, null, null, IsAsExpected: true);
        }

        var found = labels.Zip(scores).ToDictionary(p => p.First, p => p.Second);
        double difference = expected.Max(
            e => found.TryGetValue(e.Label, out float score) ? Math.Abs((double)score - e.Score) : double.PositiveInfinity);
        return new VerifiedPicture(
            name, best.Label, best.Score, first.Label, first.Score, difference, null, IsAsExpected: difference <= tolerance);
    }

    private static VerifiedPicture Unusable(string name, IReadOnlyList<ExpectedScore>? expected, PhotoProblem problem) => new(
        name, "", 0, expected is [var first, ..] ? first.Label : null, expected is [var e, ..] ? e.Score : null, null, problem.Reason,
        IsAsExpected: false);
}
