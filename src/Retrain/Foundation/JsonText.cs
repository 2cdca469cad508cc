using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Retrain.Foundation;

/// <summary>JSON that is read by people too: labels and file names stay readable in every script. Equal content gives equal text.</summary>
internal static class JsonText
{
    // What HTML could take for markup is still escaped, for files are pasted into pages.
    private static readonly JsonWriterOptions DocumentOptions =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    // Lines go to programs and into model files, where JSON's own escapes suffice.
    private static readonly JsonWriterOptions LineOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document for a file of its own: indented, line feeds, one at the end.</summary>
    public static string Document(Action<Utf8JsonWriter> write) => Text(DocumentOptions, write) + "\n";

    /// <summary>All on one line, without a line end.</summary>
    public static string Line(Action<Utf8JsonWriter> write) => Text(LineOptions, write);

    /// <summary>Writes a number, or null where it is none: JSON has neither NaN nor infinity.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double value)
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

    /// <summary>As the other overload, with the shortest digits of a float32.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, float value)
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

    /// <summary>Writes a list of strings.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartArray();
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static string Text(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
