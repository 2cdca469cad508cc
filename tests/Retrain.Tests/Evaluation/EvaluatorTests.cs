using Retrain.Evaluation;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly string[] Labels = ["daisy", "rose", "tulip"];

    [Fact]
    public void Evaluate_MixedPhotos_ListsTheMistakesInListOrder()
    {
        EvaluationReport report = Evaluate([0, 1, 2, 2], [0.5f, 0.3f, 0.2f, 0.1f, 0.2f, 0.7f, 0.1f, 0.1f, 0.8f, 0.6f, 0.1f, 0.3f]);
        Assert.Equal((4, 2, 0.5), (report.N, report.Correct, report.Accuracy));
        Assert.Equal(Intervals.Wilson(2, 4), report.Interval);
        Assert.Equal(
            [("1.jpg", "rose", "tulip", 0.7f, 0.2f), ("3.jpg", "tulip", "daisy", 0.6f, 0.3f)],
            report.Misclassified.Select(m => (m.Photo.Name, m.Truth, m.Predicted, m.Score, m.TruthScore)));
    }

    [Fact]
    public void Evaluate_EqualScores_TheFirstWins() =>
        Assert.Equal("rose", Assert.Single(Evaluate([2], [0.2f, 0.4f, 0.4f]).Misclassified).Predicted);

    [Fact]
    public void Evaluate_AllRight_IsNotMadeToLookWorse()
    {
        EvaluationReport report = Evaluate([0, 0, 0, 0], [1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]);
        Assert.Equal((1.0, 1.0), (report.Accuracy, report.Interval.High));
        Assert.Equal(0.5101, report.Interval.Low, 1e-4);
    }

    [Fact]
    public void Evaluate_NoPhotos_MeasuresNothing()
    {
        EvaluationReport report = Evaluate([], []);
        Assert.Equal((0, double.NaN, new Interval(0, 1)), (report.N, report.Accuracy, report.Interval));
    }

    [Fact]
    public void Evaluate_ScoreThatIsNoNumber_NamesThePhoto()
    {
        var error = Assert.Throws<RetrainException>(() => Evaluate([0, 1], [1, 0, 0, 0, 1, float.NaN]));
        Assert.Contains("folder/1.jpg", error.Message);
    }

    [Fact]
    public void Evaluate_LengthsThatDoNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => Evaluate([0, 1], [1, 0, 0]));
        Assert.Throws<ArgumentException>(() => Evaluate([3], [1, 0, 0]));
    }

    private static EvaluationReport Evaluate(int[] truth, float[] scores) => Evaluator.Evaluate(
        Labels, [.. truth.Select((c, i) => new Photo($"folder/{i}.jpg", $"{i}.jpg", c))], truth, scores);
}
