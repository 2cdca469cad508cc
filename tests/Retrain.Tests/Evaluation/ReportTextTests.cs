using System.Globalization;
using Retrain.Evaluation;

namespace Retrain.Tests.Evaluation;

public sealed class ReportTextTests
{
    private static readonly string[] Flowers = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

    [Fact]
    public void Lines_FiveClasses_ReadAsFollows()
    {
        EvaluationReport report = Example.Report(Flowers, new[,]
        {
            { 10, 0, 0, 0, 0 }, { 0, 9, 0, 1, 0 }, { 0, 0, 8, 0, 2 }, { 0, 0, 0, 10, 0 }, { 0, 0, 1, 0, 9 },
        });
        string[] expected =
        [
            "Test accuracy 92.0 % (46 of 50; 95 % interval 81.2 to 96.8 %)",
            "Balanced accuracy 92.0 % (mean recall of the classes)",
            "",
            "Class       Photos   Right   Precision    Recall        F1",
            "daisy           10      10     100.0 %   100.0 %   100.0 %",
            "dandelion       10       9     100.0 %    90.0 %    94.7 %",
            "roses           10       8      88.9 %    80.0 %    84.2 %",
            "sunflowers      10      10      90.9 %   100.0 %    95.2 %",
            "tulips          10       9      81.8 %    90.0 %    85.7 %",
            "",
            "What the photos are (rows) and what the model says (columns):",
            "            daisy  dandelion  roses  sunflowers  tulips",
            "daisy          10          .      .           .       .",
            "dandelion       .          9      .           1       .",
            "roses           .          .      8           .       2",
            "sunflowers      .          .      .          10       .",
            "tulips          .          .      1           .       9",
            "",
            "Misclassified photos (4): score, prediction, truth, file",
            "  0.750  sunflowers  not dandelion  flowers/dandelion/19.jpg",
            "  0.750  tulips      not roses      flowers/roses/28.jpg",
            "  0.750  tulips      not roses      flowers/roses/29.jpg",
            "  0.750  roses       not tulips     flowers/tulips/40.jpg",
        ];
        Assert.Equal(expected, ReportText.Lines(report));
    }

    [Fact]
    public void Lines_AllRight_ShowAllRightWithItsInterval()
    {
        IReadOnlyList<string> lines = ReportText.Lines(Example.Report(["a", "b"], new[,] { { 4, 0 }, { 0, 0 } }));
        Assert.Equal("Test accuracy 100.0 % (4 of 4; 95 % interval 51.0 to 100.0 %)", lines[0]);
        Assert.Contains("No test photos, so not measured: b", lines);
        Assert.Contains("b           0       0           -         -         -", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("Misclassified", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_ClassThatIsNeverPredicted_SayIt() => Assert.Contains(
        "Never predicted, so without precision: b", ReportText.Lines(Example.Report(["a", "b"], new[,] { { 4, 0 }, { 3, 0 } })));

    [Fact]
    public void Lines_NoPhotos_SayThatNothingWasMeasured() => Assert.Equal(
        ["Test accuracy was not measured: the test set has no photos."], ReportText.Lines(Example.Report(["a", "b"], new int[2, 2])));

    [Theory]
    [InlineData(3, 40)]
    [InlineData(8, 3)]
    [InlineData(8, 40)]
    [InlineData(9, 40)]
    [InlineData(200, 40)]
    public void Lines_LongLabels_StayWithinEightyColumns(int classes, int length)
    {
        string tail = new('x', length);
        EvaluationReport report = Example.Ring(classes, 12, c => $"{c}{tail}");
        IReadOnlyList<string> lines = ReportText.Lines(report, new ReportTextOptions { Mistakes = 0 });
        Assert.All(lines, line => Assert.InRange(TextColumns.Width(line), 0, 80));
        Assert.Equal(classes <= 8, lines.Any(line => line.StartsWith("What the photos are", StringComparison.Ordinal)));
        Assert.Equal(classes > 8, lines.Contains("Confused most often:"));
    }

    [Fact]
    public void Lines_ManyClasses_ShowTheWorstOfThem()
    {
        int[,] counts = new int[40, 40];
        for (int c = 0; c < 40; c++)
        {
            counts[c, c] = 9;
        }

        counts[37, 2] = 5;
        IReadOnlyList<string> lines = ReportText.Lines(Example.Report([.. Enumerable.Range(0, 40).Select(c => $"c{c}")], counts));
        Assert.Equal("The 30 classes of 40 that are recognised worst:", lines[3]);
        Assert.StartsWith("c37 ", lines[5]);
        Assert.Contains("  c37 taken for c2  5 of 14", lines);
    }

    [Fact]
    public void Lines_WideCharacters_KeepTheirColumns()
    {
        string[] labels = ["玫瑰花", "tulip", "チューリップ"];
        IReadOnlyList<string> lines = ReportText.Lines(Example.Ring(3, 5, c => labels[c]));
        Assert.Equal(
            [
                "              玫瑰花  tulip  チューリップ",
                "玫瑰花             4      1             .",
                "tulip              .      4             1",
                "チューリップ       1      .             4",
            ],
            lines.SkipWhile(line => !line.StartsWith("What", StringComparison.Ordinal)).Skip(1).Take(4));
    }

    [Fact]
    public void Lines_MoreMistakesThanAskedFor_SayHowMany()
    {
        IReadOnlyList<string> lines = ReportText.Lines(Example.Report(["a", "b"], new[,] { { 0, 30 }, { 1, 0 } }));
        Assert.Contains("Misclassified photos (first 20 of 31): score, prediction, truth, file", lines);
        Assert.Equal(20, lines.Count(line => line.Contains("  not ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Lines_NameWithControlCharacters_AreHarmless() => Assert.DoesNotContain(
        ReportText.Lines(Example.Report(["a\n\u001b[31m", "b"], new[,] { { 4, 1 }, { 0, 2 } })), line => line.Any(char.IsControl));

    [Theory]
    [InlineData(1.0, "100.0 %")]
    [InlineData(0.0, "0.0 %")]
    [InlineData(3669 / 3670.0, "99.97 %")]
    [InlineData(1 / 1_000_000.0, "0.0001 %")]
    [InlineData(0.12345, "12.3 %")]
    [InlineData(double.NaN, "-")]
    public void Percent_Share_NeverClaimsNothingOrAllThatIsNotSo(double share, string expected) =>
        Assert.Equal(expected, ReportText.Percent(share));

    [Fact]
    public void Lines_CultureWithDecimalComma_AreTheSame()
    {
        EvaluationReport report = Example.Ring(5, 7, c => Flowers[c]);
        IReadOnlyList<string> expected = ReportText.Lines(report);
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, ReportText.Lines(report));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
