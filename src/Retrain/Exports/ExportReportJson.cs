using System.Text.Json;
using Retrain.Foundation;
using Retrain.Models;

namespace Retrain.Exports;

/// <summary><c>export_report.json</c>: what was exported and how it answers beside the trained model.</summary>
internal static class ExportReportJson
{
    /// <summary>Its name.</summary>
    public const string Name = "export_report.json";

    /// <summary>Version of the form; fields may be added without raising it.</summary>
    public const int Schema = 1;

    /// <summary>The text.</summary>
    public static string Text(ModelExport export, ModelMetadata metadata) => JsonText.Document(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WriteString("program_version", ProgramInformation.Version);
        json.WriteStartObject("model");
        json.WriteString("backbone", metadata.Backbone);
        json.WriteString("fingerprint", metadata.Fingerprint);
        json.WriteNumber("classes", metadata.Labels.Count);
        json.WriteString("labels_sha256", ExpectedScores.HashOf(metadata.Labels));
        json.WriteEndObject();
        json.WriteString("compared_on", export.Pictures);
        json.WriteStartObject("trained");
        WriteAccuracy(json, export.Trained);
        json.WriteEndObject();
        json.WriteStartArray("files");
        foreach (ExportedFile file in export.Files)
        {
            json.WriteStartObject();
            json.WriteString("file", file.Name);
            json.WriteString("kind", ExportForm.Of(file.Kind).Word);
            json.WriteString("precision", ExportForm.Of(file.Kind).PrecisionWord);
            json.WriteBoolean("written", file.IsWritten);
            json.WriteString("fault", file.Fault);
            json.WriteNumber("bytes", file.Bytes);
            if (file.Comparison is { } comparison)
            {
                WriteComparison(json, comparison);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WritePropertyName("others");
        json.WriteStrings(export.Others.Select(o => o.Name));
        json.WritePropertyName("notes");
        json.WriteStrings(export.Notes);
        json.WriteEndObject();
    });

    private static void WriteComparison(Utf8JsonWriter json, ExportComparison comparison)
    {
        json.WriteNumber("photos", comparison.Photos);
        json.WriteNumber("labels_agreeing", comparison.LabelsAgreeing);
        json.WriteNumber("ties", comparison.Ties);
        json.WriteNumberOrNull("largest_difference", comparison.LargestDifference);
        json.WriteNumberOrNull("mean_difference", comparison.MeanDifference);
        if (comparison.ByDefinition is { } byDefinition)
        {
            json.WriteNumberOrNull("largest_difference_to_definition", byDefinition);
        }

        WriteAccuracy(json, comparison);
    }

    private static void WriteAccuracy(Utf8JsonWriter json, ExportComparison comparison)
    {
        json.WriteNumber("correct", comparison.Correct);
        json.WriteNumber("n", comparison.Measured);
        json.WriteNumberOrNull("accuracy", comparison.Accuracy);
        json.WriteNumberOrNull("milliseconds_a_photo", Math.Round(comparison.Milliseconds, 3));
        json.WriteString("run_by", comparison.RunBy);
    }
}
