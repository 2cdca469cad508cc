using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Models;

/// <summary>The stored form of <see cref="ModelMetadata"/>: reading and writing of each field side by side in the same order.</summary>
internal static class ModelMetadataJson
{
    /// <summary>Name of the metadata property that holds it.</summary>
    public const string Key = "retrain";

    // Labels are for people; they need no escapes but JSON's own, since the text never enters a web page unescaped by us.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ModelMetadata metadata) => Text(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schema", ModelMetadata.CurrentSchema);
        writer.WriteString("program", metadata.ProgramVersion);
        writer.WritePropertyName("labels");
        WriteStrings(writer, metadata.Labels);
        writer.WriteString("backbone", metadata.Backbone);
        writer.WriteString("fingerprint", metadata.Fingerprint);
        writer.WriteString("tap", metadata.Tap);
        writer.WriteString("final_tensor_name", metadata.FinalTensorName);
        writer.WriteString("licence", metadata.Licence);
        writer.WriteString("notice", metadata.Notice);
        Preprocessing preprocessing = metadata.Preprocessing;
        writer.WriteStartObject("preprocessing");
        writer.WriteNumber("version", preprocessing.Version);
        writer.WriteNumber("width", preprocessing.Width);
        writer.WriteNumber("height", preprocessing.Height);
        writer.WriteNumber("range_low", preprocessing.RangeLow);
        writer.WriteNumber("range_high", preprocessing.RangeHigh);
        writer.WriteString("resize", preprocessing.Resize);
        writer.WriteString("channels", preprocessing.Channels);
        writer.WriteString("layout", preprocessing.Layout);
        writer.WriteBoolean("compat", preprocessing.Compat);
        writer.WriteEndObject();
        writer.WriteEndObject();
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
                string writer = root.TryGetProperty("program", out JsonElement program) && program.ValueKind == JsonValueKind.String ? " " + program.GetString() : "";
                throw new RetrainException(
                    $"'{file}' was written by a newer retrain{writer} (model schema {schema}; this program reads up to {ModelMetadata.CurrentSchema}): update this program");
            }

            JsonElement preprocessing = root.GetProperty("preprocessing");
            return new ModelMetadata
            {
                ProgramVersion = String(root, "program"),
                Labels = [.. root.GetProperty("labels").EnumerateArray().Select(l => l.GetString() ?? throw new JsonException("a label is null"))],
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
            throw new RetrainException($"'{file}' has damaged metadata ({e.Message.TrimEnd('.')}): make the model again, or remove its property '{Key}' to use it as a foreign model", e);
        }
    }

    /// <summary>A JSON list on one line.</summary>
    public static string List(IReadOnlyList<string> strings) => Text(writer => WriteStrings(writer, strings));

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteStrings(Utf8JsonWriter writer, IReadOnlyList<string> strings)
    {
        writer.WriteStartArray();
        foreach (string value in strings)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static string String(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null");

    private static string String(JsonElement element, string name, string fallback) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? fallback : fallback;
}
