using System.Globalization;
using System.Text;
using Retrain.Training;

namespace Retrain.Summaries;

/// <summary>The evaluations during training as a table for spreadsheets.</summary>
internal static class HistoryCsv
{
    private const string Heading = "step,train_accuracy,cross_entropy,validation_accuracy,validation_cross_entropy\n";

    /// <summary>The text: a line an evaluation, decimal points, empty where there were no validation photos.</summary>
    public static string Text(IEnumerable<SgdEvaluation> evaluations)
    {
        var text = new StringBuilder(Heading);
        foreach (SgdEvaluation e in evaluations)
        {
            text.Append(CultureInfo.InvariantCulture, $"{e.Step},{Number(e.TrainAccuracy)},{Number(e.CrossEntropy)},")
                .Append(CultureInfo.InvariantCulture, $"{Number(e.ValidationAccuracy)},{Number(e.ValidationCrossEntropy)}\n");
        }

        return text.ToString();
    }

    private static string Number(float value) => float.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture);
}
