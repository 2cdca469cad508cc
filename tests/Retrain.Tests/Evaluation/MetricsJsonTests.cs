using System.Text.Json;
using Retrain.Evaluation;

namespace Retrain.Tests.Evaluation;

public sealed class MetricsJsonTests
{
    private static readonly EvaluationReport Report = Example.Report(["玫瑰", "b", "c"], new[,] { { 3, 1, 0 }, { 0, 2, 0 }, { 0, 0, 0 } });

    [Fact]
    public void Text_HundredsOfClasses_ListsOnlyTheCountsAboveZero()
    {
        int[,] counts = new int[201, 201];
        (counts[0, 0], counts[3, 200], counts[3, 4]) = (7, 2, 1);
        string text = MetricsJson.Text(Example.Report([.. Enumerable.Range(0, 201).Select(c => $"c{c}")], counts));

        JsonElement confusion = JsonDocument.Parse(text).RootElement.GetProperty("confusion");
        Assert.False(confusion.TryGetProperty("counts", out _));
        Assert.Equal("[0,0,7] [3,4,1] [3,200,2]", string.Join(' ', confusion.GetProperty("cells").EnumerateArray()
            .Select(cell => cell.GetRawText().Replace(" ", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void Write_Report_ReadsAsFollows()
    {
        const string expected = """
            {
              "n": 6,
              "correct": 5,
              "accuracy": 0.8333333333333334,
              "interval": {
                "method": "wilson",
                "confidence": 0.95,
                "low": 0.4364971,
                "high": 0.9699466
              },
              "balanced_accuracy": 0.875,
              "macro": {
                "precision": 0.8333333333333333,
                "recall": 0.875,
                "f1": 0.8285714285714285
              },
              "weighted": {
                "precision": 0.8888888888888888,
                "recall": 0.8333333333333334,
                "f1": 0.8380952380952381
              },
              "classes": [
                {
                  "label": "玫瑰",
                  "photos": 4,
                  "predicted": 3,
                  "correct": 3,
                  "precision": 1,
                  "recall": 0.75,
                  "f1": 0.8571428571428571
                },
                {
                  "label": "b",
                  "photos": 2,
                  "predicted": 3,
                  "correct": 2,
                  "precision": 0.6666666666666666,
                  "recall": 1,
                  "f1": 0.8
                },
                {
                  "label": "c",
                  "photos": 0,
                  "predicted": 0,
                  "correct": 0,
                  "precision": null,
                  "recall": null,
                  "f1": null
                }
              ],
              "confusion": {
                "rows": "truth",
                "columns": "predicted",
                "counts": [
                  [3, 1, 0],
                  [0, 2, 0],
                  [0, 0, 0]
                ]
              },
              "misclassified": [
                {
                  "photo": "玫瑰/3.jpg",
                  "path": "flowers/玫瑰/3.jpg",
                  "truth": "玫瑰",
                  "predicted": "b",
                  "score": 0.75,
                  "truth_score": 0.25
                }
              ]
            }

            """;
        Assert.Equal(expected, System.Text.RegularExpressions.Regex.Replace(Write(Report), "(\"(?:low|high)\": 0\\.\\d{7})\\d*", "$1"));
    }

    [Fact]
    public void Write_Twice_IsTheSame() => Assert.Equal(Write(Report), Write(Report));

    [Fact]
    public void Write_NoPhotos_IsValidAndSaysNull()
    {
        JsonElement root = JsonDocument.Parse(Write(Example.Report(["a", "b"], new int[2, 2]))).RootElement;
        Assert.Equal(JsonValueKind.Null, root.GetProperty("accuracy").ValueKind);
        Assert.Equal(1, root.GetProperty("interval").GetProperty("high").GetDouble());
    }

    private static string Write(EvaluationReport report) => MetricsJson.Text(report);
}
