using System.Globalization;
using System.Text.Json;
using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>Class names that exporters store inside a model.</summary>
internal static class OnnxClassNames
{
    private static readonly string[] Keys = ["labels", "names", "classes", "class_names"];

    /// <summary>
    /// Names in the metadata properties: a JSON list or object (<c>{"0": "daisy"}</c>), or a Python list or dict. <see langword="null"/>
    /// where there are none.
    /// </summary>
    /// <param name="metadata">Looks a property up; <see langword="null"/> where it is missing.</param>
    public static IReadOnlyList<string>? InMetadata(Func<string, string?> metadata)
    {
        foreach (string key in Keys)
        {
            if (metadata(key) is { } text && (JsonStrings(text) ?? PythonLiteral.Strings(text)) is { } names)
            {
                return names;
            }
        }

        return null;
    }

    /// <summary>
    /// Names in a ZipMap node, as Custom Vision and scikit-learn exports end. <see langword="null"/> where there is none.
    /// </summary>
    public static IReadOnlyList<string>? InZipMap(GraphProto graph)
    {
        foreach (AttributeProto attribute in graph.Node.Where(n => n.OpType == "ZipMap").SelectMany(n => n.Attribute))
        {
            if (attribute.Name == "classlabels_strings" && attribute.Strings.Count > 0)
            {
                return [.. attribute.Strings.Select(s => s.ToStringUtf8())];
            }

            if (attribute.Name == "classlabels_int64s" && attribute.Ints.Count > 0)
            {
                return [.. attribute.Ints.Select(i => i.ToString(CultureInfo.InvariantCulture))];
            }
        }

        return null;
    }

    private static string[]? JsonStrings(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            string?[] names = root.ValueKind switch
            {
                JsonValueKind.Array => [.. root.EnumerateArray().Select(StringOrNull)],
                JsonValueKind.Object => [.. Enumerable.Range(0, root.GetPropertyCount())
                    .Select(i => root.TryGetProperty(i.ToString(CultureInfo.InvariantCulture), out JsonElement name)
                        ? StringOrNull(name)
                        : null)],
                _ => [],
            };
            return names.Length > 0 && names.All(n => n is not null) ? [.. names.OfType<string>()] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Invalid operation: half a surrogate pair, which JSON can spell and .NET strings cannot be read from.
            return null;
        }
    }

    private static string? StringOrNull(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;
}
