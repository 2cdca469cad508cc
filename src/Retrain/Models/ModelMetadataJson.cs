using System.Text.Json;
using Retrain.Backbones;
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
        json.WriteNumber("schema", SchemaOf(metadata));
        json.WriteString("program", metadata.ProgramVersion);
        json.WritePropertyName("labels");
        json.WriteStrings(metadata.Labels);
        json.WriteString("backbone", metadata.Backbone);
        json.WriteString("fingerprint", metadata.Fingerprint);
        json.WriteString("tap", metadata.Tap);
        json.WriteString("final_tensor_name", metadata.FinalTensorName);
        json.WriteString("licence", metadata.Licence);
        json.WriteString("notice", metadata.Notice);
        WritePreprocessing(json, metadata.Preprocessing);
        if (metadata.Views.Count > 0)
        {
            json.WriteString("combine_views", metadata.Combination == ViewCombination.Join ? "join" : "mean");
            json.WriteStartArray("views");
            foreach (ModelView view in metadata.Views)
            {
                json.WriteStartObject();
                json.WriteString("name", view.Name);
                json.WriteString("input", view.Input);
                WritePreprocessing(json, view.Preprocessing);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (metadata.Expected is { } expected)
        {
            json.WritePropertyName("expected");
            ExpectedScoresJson.Write(json, expected);
        }

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
                Preprocessing = ReadPreprocessing(root),
                Views = root.TryGetProperty("views", out JsonElement views)
                    ? [.. views.EnumerateArray().Select(v => new ModelView(String(v, "input"), ReadPreprocessing(v)))]
                    : [],
                Combination = String(root, "combine_views", "join") switch
                {
                    "join" => ViewCombination.Join,
                    "mean" => ViewCombination.Mean,
                    var other => throw new JsonException($"combine_views is '{other}'"),
                },
                Expected = root.TryGetProperty("expected", out JsonElement expected) ? ExpectedScoresJson.Read(expected, file) : null,
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

    /// <summary>What older programs can read they are to read; what they would get wrong they must refuse.</summary>
    private static int SchemaOf(ModelMetadata metadata) =>
        metadata.Views.Count > 0 || metadata.Preprocessing.Crop != Preprocessing.StretchCrop ? ModelMetadata.CurrentSchema : 1;

    private static void WritePreprocessing(Utf8JsonWriter json, Preprocessing preprocessing)
    {
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
        if (preprocessing.Crop != Preprocessing.StretchCrop)
        {
            json.WriteString("crop", preprocessing.Crop);
        }

        json.WriteEndObject();
    }

    private static Preprocessing ReadPreprocessing(JsonElement parent)
    {
        JsonElement preprocessing = parent.GetProperty("preprocessing");
        return new Preprocessing
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
            Crop = String(preprocessing, "crop", Preprocessing.StretchCrop),
        };
    }

    private static string String(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null");

    private static string String(JsonElement element, string name, string fallback) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? fallback : fallback;
}
