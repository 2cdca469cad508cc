using System.Globalization;
using System.Text;
using Retrain.Exports;

namespace Retrain.Cli.Output;

/// <summary>A finished check of an exported file for people.</summary>
internal static class ExportVerificationText
{
    /// <summary>A row a picture, and the verdict.</summary>
    public static string Of(ExportVerification verification)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{verification.File}: {verification.Kind}; scores may be {verification.Tolerance:g2} off\n\n");
        var table = new StringBuilder();
        TextTable.Rows(table, 2,
            [["picture", "label", "score", "expected", "score", "difference", ""], .. verification.Pictures.Select(Row)]);
        text.Append(string.Join('\n', table.ToString().Split('\n').Select(l => l.TrimEnd()))).Append('\n');
        VerifiedPicture[] compared = [.. verification.Pictures.Where(p => p.ExpectedLabel is not null)];
        VerifiedPicture[] wrong = [.. verification.Pictures.Where(p => !p.IsAsExpected)];
        text.Append(wrong.Length == 0
            ? $"As expected: {compared.Length} of {compared.Length} pictures with recorded scores.\n"
            : $"NOT as expected: {wrong.Length} of {verification.Pictures.Count} pictures.\n");
        if (verification.Unseen.Count > 0)
        {
            text.Append($"Scores are recorded of these photos too: {string.Join(", ", verification.Unseen)}\n");
        }

        return text.ToString();
    }

    private static string[] Row(VerifiedPicture picture) => picture.Problem is { } problem
        ? [picture.Name, "-", "-", picture.ExpectedLabel ?? "-", Score(picture.ExpectedScore), "-", problem]
        :
        [
            picture.Name, picture.Label, Score(picture.Score), picture.ExpectedLabel ?? "-", Score(picture.ExpectedScore),
            picture.Difference?.ToString("g2", CultureInfo.InvariantCulture) ?? "-", picture.IsAsExpected ? "" : "DIFFERS",
        ];

    private static string Score(float? score) => score?.ToString("F4", CultureInfo.InvariantCulture) ?? "-";
}
