using System.Text;
using System.Text.Json;
using Retrain.Foundation;
using static System.FormattableString;

namespace Retrain.Evaluation;

/// <summary>The file <c>metrics.json</c>. Equal reports give equal bytes; what is undefined is <c>null</c>.</summary>
internal static class MetricsJson
{
    /// <summary>Classes up to which the matrix is written whole; a list of what is above 0 takes its place beyond.</summary>
    private const int MatrixClasses = 200;

    /// <summary>The text of the file.</summary>
    /// <param name="report">The model's.</param>
    /// <param name="floatReport">
    /// That of the float network, where the model computes with whole numbers of 8 bits; <see langword="null"/>: it is one.
    /// </param>
    public static string Text(EvaluationReport report, EvaluationReport? floatReport = null) =>
        JsonText.Document(json => Write(json, report, floatReport));

    private static void Write(Utf8JsonWriter json, EvaluationReport report, EvaluationReport? floatReport)
    {
        json.WriteStartObject();
        if (floatReport is not null)
        {
            json.WriteString("precision", "int8");
            json.WriteStartObject("float32");
            json.WriteNumber("n", floatReport.N);
            json.WriteNumber("correct", floatReport.Correct);
            json.WriteNumberOrNull("accuracy", floatReport.Accuracy);
            json.WriteEndObject();
        }

        json.WriteNumber("n", report.N);
        json.WriteNumber("correct", report.Correct);
        json.WriteNumberOrNull("accuracy", report.Accuracy);
        json.WriteStartObject("interval");
        json.WriteString("method", "wilson");
        json.WriteNumber("confidence", EvaluationReport.Confidence);
        json.WriteNumber("low", report.Interval.Low);
        json.WriteNumber("high", report.Interval.High);
        json.WriteEndObject();
        json.WriteNumberOrNull("balanced_accuracy", report.Confusion.BalancedAccuracy);
        Means(json, "macro", report.Confusion.Macro());
        Means(json, "weighted", report.Confusion.Weighted());
        Classes(json, report.Classes);
        Confusion(json, report.Confusion);
        Mistakes(json, report.Misclassified);
        json.WriteEndObject();
    }

    private static void Classes(Utf8JsonWriter json, IReadOnlyList<ClassMeasures> classes)
    {
        json.WriteStartArray("classes");
        foreach (ClassMeasures measures in classes)
        {
            json.WriteStartObject();
            json.WriteString("label", measures.Label);
            json.WriteNumber("photos", measures.Photos);
            json.WriteNumber("predicted", measures.Predicted);
            json.WriteNumber("correct", measures.Correct);
            json.WriteNumberOrNull("precision", measures.Precision);
            json.WriteNumberOrNull("recall", measures.Recall);
            json.WriteNumberOrNull("f1", measures.F1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Confusion(Utf8JsonWriter json, ConfusionMatrix confusion)
    {
        json.WriteStartObject("confusion");
        json.WriteString("rows", "truth");
        json.WriteString("columns", "predicted");
        if (confusion.Labels.Count > MatrixClasses)
        {
            Cells(json, confusion);
        }
        else
        {
            Matrix(json, confusion);
        }

        json.WriteEndObject();
    }

    // Numbers of classes, as places in "classes".
    private static void Cells(Utf8JsonWriter json, ConfusionMatrix confusion)
    {
        json.WriteStartArray("cells");
        foreach ((int truth, int predicted, int count) in confusion.Cells)
        {
            json.WriteRawValue(Invariant($"{NewLine(json)}[{truth}, {predicted}, {count}]"));
        }

        json.WriteEndArray();
    }

    private static void Matrix(Utf8JsonWriter json, ConfusionMatrix confusion)
    {
        json.WriteStartArray("counts");
        string newLine = NewLine(json);
        var row = new StringBuilder();
        for (int truth = 0; truth < confusion.Labels.Count; truth++)
        {
            // A line a row, so that a person reads the matrix as one; the writer puts raw values where it stands.
            var counts = Enumerable.Range(0, confusion.Labels.Count).Select(predicted => confusion[truth, predicted]);
            row.Clear().Append(newLine).Append('[').AppendJoin(", ", counts).Append(']');
            json.WriteRawValue(row.ToString());
        }

        json.WriteEndArray();
    }

    // The writer puts raw values where it stands, without a line of their own.
    private static string NewLine(Utf8JsonWriter json) => json.Options.Indented
        ? json.Options.NewLine + new string(json.Options.IndentCharacter, json.Options.IndentSize * json.CurrentDepth)
        : "";

    private static void Mistakes(Utf8JsonWriter json, IReadOnlyList<Misclassified> misclassified)
    {
        json.WriteStartArray("misclassified");
        foreach (Misclassified mistake in misclassified)
        {
            json.WriteStartObject();
            json.WriteString("photo", mistake.Photo.Name);
            json.WriteString("path", mistake.Photo.Path);
            json.WriteString("truth", mistake.Truth);
            json.WriteString("predicted", mistake.Predicted);
            json.WriteNumberOrNull("score", mistake.Score);
            json.WriteNumberOrNull("truth_score", mistake.TruthScore);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Means(Utf8JsonWriter json, string name, MeanMeasures means)
    {
        json.WriteStartObject(name);
        json.WriteNumberOrNull("precision", means.Precision);
        json.WriteNumberOrNull("recall", means.Recall);
        json.WriteNumberOrNull("f1", means.F1);
        json.WriteEndObject();
    }
}
