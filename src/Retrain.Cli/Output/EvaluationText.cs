using Retrain.Evaluation;
using Retrain.Training;

namespace Retrain.Cli.Output;

/// <summary>Evaluations during training as text; numbers as the original prints them (REFERENCE 5.7).</summary>
internal static class EvaluationText
{
    /// <summary>One line, or the original's three.</summary>
    public static IEnumerable<string> Lines(SgdEvaluation evaluation, bool asOriginal)
    {
        string train = Percent(evaluation.TrainAccuracy);
        string loss = ((double)evaluation.CrossEntropy).ToString("F6");
        bool validated = evaluation.ValidationCount > 0;
        string validation = validated ? $"{Percent(evaluation.ValidationAccuracy)}% (N={evaluation.ValidationCount})" : "none: no validation photos";
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
        report.N == 0 ? [] : [$"Final test accuracy = {Percent((float)report.Correct / report.N)}% (N={report.N})"];

    // float32 widened, then times 100, as numpy 1 does: 53 of 80 is 66.3.
    private static string Percent(float share) => ((double)share * 100).ToString("F1");
}
