using Retrain.Evaluation;
using Retrain.Training;

namespace Retrain.Cli.Output;

/// <summary>Evaluations as text; lines and numbers as the original prints them (REFERENCE 5.7).</summary>
internal static class EvaluationText
{
    private const int PathColumns = 70;

    /// <summary>The original's three lines on an evaluation during training.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="clock">Gives the time that stands before each.</param>
    public static IEnumerable<string> Lines(SgdEvaluation evaluation, TimeProvider clock)
    {
        int step = evaluation.Step;
        yield return $"{LocalTimeText.Now(clock)}: Step {step}: Train accuracy = {MetricText.AccuracyText(evaluation.TrainAccuracy)}%";
        yield return $"{LocalTimeText.Now(clock)}: Step {step}: Cross entropy = {MetricText.CrossEntropyText(evaluation.CrossEntropy)}";
        yield return $"{LocalTimeText.Now(clock)}: Step {step}: Validation accuracy = {Validation(evaluation)}";
    }

    /// <summary>The last evaluation of a training.</summary>
    public static string Last(SgdEvaluation evaluation) =>
        $"step {evaluation.Step}: train accuracy {MetricText.AccuracyText(evaluation.TrainAccuracy)}%, "
            + $"cross entropy {MetricText.CrossEntropyText(evaluation.CrossEntropy)}, validation accuracy {Validation(evaluation)}";

    /// <summary>The original's lines on the final test; none where there was nothing to test.</summary>
    /// <param name="report">The test.</param>
    /// <param name="listMisclassified">Whether the photos that are wrong are listed.</param>
    public static IEnumerable<string> FinalTest(EvaluationReport report, bool listMisclassified)
    {
        if (report.N == 0)
        {
            yield break;
        }

        yield return $"Final test accuracy = {MetricText.AccuracyText((float)report.Correct / report.N)}% (N={report.N})";
        if (!listMisclassified)
        {
            yield break;
        }

        yield return "=== MISCLASSIFIED TEST IMAGES ===";
        foreach (Misclassified wrong in report.Misclassified)
        {
            // Python counts code points.
            int padding = PathColumns - wrong.Photo.Path.EnumerateRunes().Count();
            yield return $"{new string(' ', Math.Max(0, padding))}{wrong.Photo.Path}  {wrong.Predicted}";
        }
    }

    private static string Validation(SgdEvaluation evaluation) => evaluation.ValidationCount > 0
        ? $"{MetricText.AccuracyText(evaluation.ValidationAccuracy)}% (N={evaluation.ValidationCount})"
        : "none: no validation photos";
}
