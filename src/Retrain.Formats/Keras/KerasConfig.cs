using System.Text.Json;

namespace Retrain.Formats.Keras;

/// <summary>The settings of a layer, with the defaults that Keras has where a file leaves one out.</summary>
/// <param name="Json">An object; anything else has no settings.</param>
internal readonly record struct KerasConfig(JsonElement Json)
{
    /// <summary>A setting; <see langword="null"/>: it is not there, or null.</summary>
    public JsonElement? Find(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out JsonElement value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    /// <summary>A text.</summary>
    public string? Text(string name) => Find(name) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, value, "a text")
        : null;

    /// <summary>Yes or no.</summary>
    public bool Bool(string name, bool fallback) => Find(name) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble() != 0,
        { } other => throw Wrong(name, other, "true or false"),
    };

    /// <summary>A number.</summary>
    public double? Number(string name) => Find(name) is { } value ? Number(name, value) : null;

    /// <summary>A whole number.</summary>
    public int? Int(string name) => Find(name) is { } value ? Int(name, value) : null;

    /// <summary>Whole numbers; one alone is a list of one.</summary>
    public int[]? Ints(string name) => Find(name) is { } value
        ? value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => Int(name, v))] : [Int(name, value)]
        : null;

    /// <summary>Numbers, nested lists flattened; one alone is a list of one.</summary>
    public float[]? Numbers(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var numbers = new List<float>();
        Collect(name, Unwrapped(value), numbers);
        return [.. numbers];
    }

    /// <summary>Height and width; one number stands for both.</summary>
    public (int Height, int Width) Pair(string name, int fallback) => Ints(name) switch
    {
        null => (fallback, fallback),
        [int both] => (both, both),
        [int height, int width] => (height, width),
        var other => throw new KerasFormatException($"{name} is [{string.Join(", ", other)}], expected a height and a width"),
    };

    /// <summary>A whole number out of a file.</summary>
    internal static int Int(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number == Math.Floor(number)
            && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw Wrong(name, value, "a whole number");

    /// <summary>The cause of an error, cut short.</summary>
    internal static KerasFormatException Wrong(string name, JsonElement value, string expected)
    {
        string text = value.ValueKind == JsonValueKind.Undefined ? "missing" : value.GetRawText();
        return new($"{name} is {(text.Length <= 60 ? text : text[..60] + "...")}, expected {expected}");
    }

    private static double Number(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(name, value, "a number");

    /// <summary>Keras 3 wraps arrays: {"class_name": "__numpy__", "config": {"value": [...]}}.</summary>
    private static JsonElement Unwrapped(JsonElement value)
    {
        while (value.ValueKind == JsonValueKind.Object
            && (value.TryGetProperty("value", out JsonElement inner) || value.TryGetProperty("config", out inner)))
        {
            value = inner;
        }

        return value;
    }

    private static void Collect(string name, JsonElement value, List<float> numbers)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            numbers.Add((float)Number(name, value));
            return;
        }

        foreach (JsonElement item in value.EnumerateArray())
        {
            Collect(name, item, numbers);
        }
    }
}
