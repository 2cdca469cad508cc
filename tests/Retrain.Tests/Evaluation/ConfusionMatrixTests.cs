using System.Globalization;
using System.Text.Json;
using Retrain.Evaluation;

namespace Retrain.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Cases => new(Statistics.Classification.Select(c => c.GetProperty("name").GetString()!));

    [Fact]
    public void Cases_OfTheFixture_AreFifteen() => Assert.Equal(15, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Count_RecordedCase_HasTheSameMatrixAndMeasures(string name)
    {
        JsonElement expected = Statistics.Classification.Single(c => c.GetProperty("name").GetString() == name);
        ConfusionMatrix matrix = Count(expected);
        if (expected.GetProperty("accuracy").TryGetProperty("error", out _))
        {
            // The library refuses to measure no photos; here each number says that it is none.
            Assert.Equal(0, matrix.Photos);
            Assert.Equal(
                [double.NaN, double.NaN, double.NaN, double.NaN],
                [matrix.Accuracy, matrix.BalancedAccuracy, matrix.Macro().F1, matrix.Weighted().F1]);
            return;
        }

        JsonElement rows = expected.GetProperty("confusion_rows_truth").GetProperty("value");
        for (int truth = 0; truth < matrix.Labels.Count; truth++)
        {
            Assert.Equal(
                Statistics.Integers(rows[truth]), Enumerable.Range(0, matrix.Labels.Count).Select(predicted => matrix[truth, predicted]));
        }

        Assert.Equal(Value(expected, "accuracy"), matrix.Accuracy, Tolerance);
        Assert.Equal(Value(expected, "balanced_accuracy"), matrix.BalancedAccuracy, Tolerance);
        foreach ((string variant, double undefined) in new[] { ("0", 0), ("1", 1), ("nan", double.NaN) })
        {
            JsonElement answers = expected.GetProperty("zero_division_" + variant);
            AssertMeans(answers.GetProperty("macro").GetProperty("value"), matrix.Macro(undefined));
            AssertMeans(answers.GetProperty("weighted").GetProperty("value"), matrix.Weighted(undefined));
        }

        JsonElement classes = expected.GetProperty("zero_division_nan").GetProperty("per_class").GetProperty("value");
        for (int c = 0; c < matrix.Labels.Count; c++)
        {
            Assert.Equal(Statistics.Number(classes.GetProperty("support")[c]), matrix.Classes[c].Photos);
            Assert.Equal(Statistics.Number(classes.GetProperty("precision")[c]), matrix.Classes[c].Precision, Tolerance);
            Assert.Equal(Statistics.Number(classes.GetProperty("recall")[c]), matrix.Classes[c].Recall, Tolerance);
            Assert.Equal(Statistics.Number(classes.GetProperty("f1")[c]), matrix.Classes[c].F1, Tolerance);
        }
    }

    [Fact]
    public void Count_ListsOfDifferentLength_Throws() =>
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.Count(["a", "b"], [0, 1], [0]));

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    [InlineData(-1, 0)]
    public void Count_ClassThatIsNotThere_Throws(int truth, int predicted) =>
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.Count(["a", "b"], [truth], [predicted]));

    private static ConfusionMatrix Count(JsonElement example) => ConfusionMatrix.Count(
        [.. Enumerable.Range(0, example.GetProperty("classes").GetInt32()).Select(c => c.ToString(CultureInfo.InvariantCulture))],
        Statistics.Integers(example.GetProperty("truth")),
        Statistics.Integers(example.GetProperty("predicted")));

    private static double Value(JsonElement example, string name) => Statistics.Number(example.GetProperty(name).GetProperty("value"));

    private static void AssertMeans(JsonElement expected, MeanMeasures actual)
    {
        Assert.Equal(Statistics.Number(expected.GetProperty("precision")), actual.Precision, Tolerance);
        Assert.Equal(Statistics.Number(expected.GetProperty("recall")), actual.Recall, Tolerance);
        Assert.Equal(Statistics.Number(expected.GetProperty("f1")), actual.F1, Tolerance);
    }
}
