using System.Text.Json;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Models;

/// <summary>The stored form of <see cref="ModelMetadata"/>: reading and writing of each field side by side in the same order.</summary>
internal static class ModelMetadataJson
{
    /// <summary>Name of the metadata property that holds it.</summary>
    public const string Key = "retrain";

    public static string Write(ModelMetadata metadata) => JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schema", ModelMetadata.CurrentSchema);
        json.WriteString("program", metadata.ProgramVersion);
        json.WritePropertyName("labels");
        json.WriteStrings(metadata.Labels);
        json.WriteString("backbone", metadata.Backbone);
        json.WriteString("fingerprint", metadata.Fingerprint);
        json.WriteString("tap", metadata.Tap);
        json.WriteString("final_tensor_name", metadata.FinalTensorName);
        json.WriteString("licence", metadata.Licence);
        json.WriteString("notice", metadata.Notice);
        Preprocessing preprocessing = metadata.Preprocessing;
        json.WriteStartObject("preprocessing");
        json.WriteNumber("version", preprocessing.Version);
        json.WriteNumber("width", preprocessing.Width);
        json.WriteNumber("height", preprocessing.Height);
        json.WriteNumber("range_low", preprocessing.RangeLow);
        json.WriteNumber("range_high", preprocessing.RangeHigh);
        json.WriteString("resize", preprocessing.Resize);
        json.WriteString("channels", preprocessing.Channels);
        json.WriteString("layout", preprocessing.Layout);
        json.WriteBoolean("compat", preprocessing.Compat);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static ModelMetadata Read(string json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            int schema = root.GetProperty("schema").GetInt32();
            if (schema > ModelMetadata.CurrentSchema)
            {
                string writer = root.TryGetProperty("program", out JsonElement program) && program.ValueKind == JsonValueKind.String
                    ? " " + program.GetString()
                    : "";
                throw new RetrainException(
                    $"'{file}' was written by a newer retrain{writer} "
                        + $"(model schema {schema}; this program reads up to {ModelMetadata.CurrentSchema}): update this program");
            }

            JsonElement preprocessing = root.GetProperty("preprocessing");
            return new ModelMetadata
            {
                ProgramVersion = String(root, "program"),
                Labels = [.. root.GetProperty("labels").EnumerateArray().Select(
                    l => l.GetString() ?? throw new JsonException("a label is null"))],
                Backbone = String(root, "backbone"),
                Fingerprint = String(root, "fingerprint"),
                Tap = String(root, "tap"),
                FinalTensorName = String(root, "final_tensor_name", ModelMetadata.DefaultFinalTensorName),
                Licence = String(root, "licence", "unknown"),
                Notice = String(root, "notice", ""),
                Preprocessing = new Preprocessing
                {
                    Version = preprocessing.GetProperty("version").GetInt32(),
                    Width = preprocessing.GetProperty("width").GetInt32(),
                    Height = preprocessing.GetProperty("height").GetInt32(),
                    RangeLow = preprocessing.GetProperty("range_low").GetSingle(),
                    RangeHigh = preprocessing.GetProperty("range_high").GetSingle(),
                    Resize = String(preprocessing, "resize"),
                    Channels = String(preprocessing, "channels"),
                    Layout = String(preprocessing, "layout"),
                    Compat = preprocessing.GetProperty("compat").GetBoolean(),
                },
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RetrainException($"'{file}' has damaged metadata ({e.OneLine()}): "
                + $"make the model again, or remove its property '{Key}' to use it as a foreign model", e);
        }
    }

    /// <summary>A JSON list on one line.</summary>
    public static string List(IReadOnlyList<string> strings) => JsonText.Line(json => json.WriteStrings(strings));

    private static string String(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null");

    private static string String(JsonElement element, string name, string fallback) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? fallback : fallback;
}
