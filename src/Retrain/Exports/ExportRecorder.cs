using System.Security.Cryptography;
using Retrain.Models;

namespace Retrain.Exports;

/// <summary>Records what a written file says of a few pictures.</summary>
internal sealed class ExportRecorder
{
    /// <summary>Photos whose scores travel with a file.</summary>
    public const int MostPhotos = 5;

    private readonly byte[] selfTest = SelfTestPicture.Png();
    private readonly (string Name, string Sha256, ReadOnlyMemory<byte> File)[] photos;

    /// <summary>Reads the photos.</summary>
    public ExportRecorder(ExportPhotos from) => photos =
    [
        .. ExportPhotos.Spread(from.Tested, MostPhotos).Select(p =>
        {
            ReadOnlyMemory<byte> file = p.Read();
            return (p.Name, HashOf(file.Span), file);
        }),
    ];

    /// <summary>The picture that is drawn by formula, PNG.</summary>
    public byte[] SelfTest => selfTest;

    /// <summary>Asks a file.</summary>
    /// <param name="path">The file or folder, written without expected scores.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="labels">Its classes.</param>
    /// <param name="tolerance">See <see cref="ExpectedScores.Tolerance"/>.</param>
    /// <exception cref="Foundation.RetrainException">It cannot be run.</exception>
    public ExpectedScores Record(string path, ExportKind kind, IReadOnlyList<string> labels, double tolerance)
    {
        using var file = ExportScorer.Open(path, []);
        return new ExpectedScores
        {
            Kind = ExportForm.Of(kind).Word,
            Tolerance = tolerance,
            LabelsSha256 = ExpectedScores.HashOf(labels),
            SelfTest = Best(file, selfTest, SelfTestPicture.FileName)!,
            Photos =
            [
                .. photos.Select(p => (p.Name, p.Sha256, Scores: Best(file, p.File, p.Name))).Where(p => p.Scores is not null)
                    .Select(p => new ExpectedPhoto(p.Name, p.Sha256, p.Scores!)),
            ],
        };

        IReadOnlyList<ExpectedScore>? Best(ExportScorer scorer, ReadOnlyMemory<byte> picture, string name) =>
            scorer.Score(picture, name) is { } scores
                ? ExpectedScores.Best(labels, scores.AsSpan(0, Math.Min(scores.Length, labels.Count)))
                : null;
    }

    /// <summary>Lower-case hex SHA-256.</summary>
    public static string HashOf(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
