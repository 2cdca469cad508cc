using System.Security.Cryptography;
using System.Text;

namespace Retrain.Models;

/// <summary>A label and what a file gave it.</summary>
/// <param name="Label">The class.</param>
/// <param name="Score">0 to 1.</param>
internal readonly record struct ExpectedScore(string Label, float Score);

/// <summary>What a file said of a picture.</summary>
/// <param name="Name">Name of the photo, <c>class folder/file name</c>.</param>
/// <param name="Sha256">Lower-case hex hash of the photo's file, by which it is known again under any name.</param>
/// <param name="Scores">The best classes, the best first.</param>
internal sealed record ExpectedPhoto(string Name, string Sha256, IReadOnlyList<ExpectedScore> Scores);

/// <summary>
/// What an exported file said of a few pictures on the machine that wrote it; travels with the file, so that it can be checked anywhere.
/// </summary>
internal sealed record ExpectedScores
{
    /// <summary>Version of the stored form. A program reads this one and older ones; unknown fields are ignored.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Classes whose scores are kept: a few tell as much as thousands.</summary>
    public const int KeptClasses = 10;

    /// <summary>Kind of the file, as the command line calls it: <c>tflite-int8</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>A score may be off by so much on another machine.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Hash of the class names in their order, see <see cref="HashOf"/>.</summary>
    public required string LabelsSha256 { get; init; }

    /// <summary>The best classes for the picture that is drawn by formula.</summary>
    public required IReadOnlyList<ExpectedScore> SelfTest { get; init; }

    /// <summary>The same for photos.</summary>
    public IReadOnlyList<ExpectedPhoto> Photos { get; init; } = [];

    /// <summary>The best classes of a row of scores, the best first; of equal ones the first class first.</summary>
    public static IReadOnlyList<ExpectedScore> Best(IReadOnlyList<string> labels, ReadOnlySpan<float> scores)
    {
        float[] all = scores.ToArray();
        return [.. Enumerable.Range(0, all.Length).OrderByDescending(i => all[i]).Take(KeptClasses)
            .Select(i => new ExpectedScore(labels[i], all[i]))];
    }

    /// <summary>Lower-case hex SHA-256 of class names, each with a line feed: that of <c>labels.txt</c>.</summary>
    public static string HashOf(IReadOnlyList<string> labels) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(labels.Select(l => l + "\n")))));
}
