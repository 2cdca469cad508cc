using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Retrain.Evaluation;

/// <summary>The file <c>metrics.json</c>. Equal reports give equal bytes; what is undefined is <c>null</c>.</summary>
internal static class MetricsJson
{
    // Labels stay readable in every script; what HTML could take for markup is still escaped.
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes a report as a JSON document: UTF-8, line feeds, no byte order mark.</summary>
    public static void Write(Stream stream, EvaluationReport report)
    {
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            Write(json, report);
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>As <see cref="Write(Stream, EvaluationReport)"/>, as text.</summary>
    public static string Text(EvaluationReport report)
    {
        using var stream = new MemoryStream();
        Write(stream, report);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes a report as a JSON object, for a document that holds more.</summary>
    public static void Write(Utf8JsonWriter json, EvaluationReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("n", report.N);
        json.WriteNumber("correct", report.Correct);
        Share(json, "accuracy", report.Accuracy);
        json.WriteStartObject("interval");
        json.WriteString("method", "wilson");
        json.WriteNumber("confidence", EvaluationReport.Confidence);
        json.WriteNumber("low", report.Interval.Low);
        json.WriteNumber("high", report.Interval.High);
        json.WriteEndObject();
        Share(json, "balanced_accuracy", report.Confusion.BalancedAccuracy);
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
            Share(json, "precision", measures.Precision);
            Share(json, "recall", measures.Recall);
            Share(json, "f1", measures.F1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Confusion(Utf8JsonWriter json, ConfusionMatrix confusion)
    {
        json.WriteStartObject("confusion");
        json.WriteString("rows", "truth");
        json.WriteString("columns", "predicted");
        json.WriteStartArray("counts");
        string newLine = json.Options.Indented
            ? json.Options.NewLine + new string(json.Options.IndentCharacter, json.Options.IndentSize * json.CurrentDepth)
            : "";
        var row = new StringBuilder();
        for (int truth = 0; truth < confusion.Labels.Count; truth++)
        {
            // A line a row, so that a person reads the matrix as one; the writer puts raw values where it stands.
            var counts = Enumerable.Range(0, confusion.Labels.Count).Select(predicted => confusion[truth, predicted]);
            row.Clear().Append(newLine).Append('[').AppendJoin(", ", counts).Append(']');
            json.WriteRawValue(row.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

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
            Score(json, "score", mistake.Score);
            Score(json, "truth_score", mistake.TruthScore);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Means(Utf8JsonWriter json, string name, MeanMeasures means)
    {
        json.WriteStartObject(name);
        Share(json, "precision", means.Precision);
        Share(json, "recall", means.Recall);
        Share(json, "f1", means.F1);
        json.WriteEndObject();
    }

    private static void Share(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Score(Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
