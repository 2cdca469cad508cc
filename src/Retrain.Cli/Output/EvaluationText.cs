using Retrain.Evaluation;
using Retrain.Training;

namespace Retrain.Cli.Output;

/// <summary>Evaluations during training as text; numbers as the original prints them (REFERENCE 5.7).</summary>
internal static class EvaluationText
{
    /// <summary>One line, or the original's three.</summary>
    public static IEnumerable<string> Lines(SgdEvaluation evaluation, bool asOriginal)
    {
        string train = MetricText.AccuracyText(evaluation.TrainAccuracy);
        string loss = MetricText.CrossEntropyText(evaluation.CrossEntropy);
        string validation = evaluation.ValidationCount > 0
            ? $"{MetricText.AccuracyText(evaluation.ValidationAccuracy)}% (N={evaluation.ValidationCount})"
            : "none: no validation photos";
        if (!asOriginal)
        {
            return [$"Step {evaluation.Step}: train accuracy {train}%, cross entropy {loss}, validation accuracy {validation}"];
        }

        return
        [
            $"Step {evaluation.Step}: Train accuracy = {train}%",
            $"Step {evaluation.Step}: Cross entropy = {loss}",
            $"Step {evaluation.Step}: Validation accuracy = {validation}",
        ];
    }

    /// <summary>The original's line on the final test; none where there was nothing to test.</summary>
    public static IEnumerable<string> OriginalFinalTest(EvaluationReport report) =>
        report.N == 0 ? [] : [$"Final test accuracy = {MetricText.AccuracyText((float)report.Correct / report.N)}% (N={report.N})"];
}
