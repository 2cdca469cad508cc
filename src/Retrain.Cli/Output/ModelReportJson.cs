using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Retrain.Exports;

namespace Retrain.Cli.Output;

/// <summary>A model report for programs.</summary>
internal static class ModelReportJson
{
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole report as one object, a line feed at its end.</summary>
    public static string Of(ModelReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            Write(json, report);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void Write(Utf8JsonWriter json, ModelReport report)
    {
        json.WriteStartObject();
        json.WriteString("path", report.Path);
        json.WriteString("kind", report.Kind);
        json.WriteNumber("file_bytes", report.FileBytes);
        json.WriteString("producer", report.Producer);
        Number(json, "opset", report.Opset);
        Number(json, "graph_version", report.GraphVersion);
        List(json, "tag_sets", report.TagSets, tags => Strings(json, tags));
        List(json, "signatures", report.Signatures, signature =>
        {
            json.WriteStartObject();
            json.WriteString("name", signature.Name);
            List(json, "inputs", signature.Inputs, v => Value(json, v));
            List(json, "outputs", signature.Outputs, v => Value(json, v));
            json.WriteEndObject();
        });
        Value(json, "input", report.Input);
        Number(json, "height", report.Height);
        Number(json, "width", report.Width);
        json.WriteBoolean("takes_any_size", report.TakesAnySize);
        json.WriteNumber("white", report.White);
        json.WriteNumber("black", report.Black);
        List(json, "views", report.Views, view =>
        {
            json.WriteStartObject();
            json.WriteString("name", view.Name);
            json.WriteString("input", view.Input);
            json.WriteEndObject();
        });
        json.WriteString("combine_views", report.CombineViews);
        Value(json, "output", report.Output);
        Number(json, "output_length", report.OutputLength);
        if (report.Labels is { } labels)
        {
            json.WritePropertyName("labels");
            Strings(json, labels);
        }
        else
        {
            json.WriteNull("labels");
        }

        json.WriteString("licence", report.Licence);
        json.WriteStartObject("about");
        foreach ((string name, string said) in report.About)
        {
            json.WriteString(name, said);
        }

        json.WriteEndObject();
        json.WriteStartObject("operators");
        foreach ((string name, int count) in report.Operators)
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteNumber("parameters", report.Parameters);
        json.WriteNumber("weight_bytes", report.WeightBytes);
        Number(json, "multiply_adds", report.MultiplyAdds);
        json.WriteBoolean("quantized", report.IsQuantized);
        json.WriteBoolean("fake_quantized", report.IsFakeQuantized);
        if (report.Quantizing is { } outlook)
        {
            json.WriteBoolean("quantizes_well", outlook.QuantizesWell);
            json.WriteString("quantizes_well_because", outlook.Reason);
        }

        json.WriteNumber("layer_count", report.LayerCount);
        List(json, "layers", report.Layers, v => Value(json, v));
        List(json, "unsupported", report.Unsupported, u =>
        {
            json.WriteStartObject();
            json.WriteString("node", u.Node);
            json.WriteString("operator", u.Operator);
            json.WriteString("reason", u.Reason);
            json.WriteEndObject();
        });
        json.WriteString("problem", report.Problem);
        json.WriteBoolean("supported", report.IsSupported);
        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartArray();
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Value(Utf8JsonWriter json, string name, ReportedValue? value)
    {
        json.WritePropertyName(name);
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Value(json, value);
        }
    }

    private static void Value(Utf8JsonWriter json, ReportedValue value)
    {
        json.WriteStartObject();
        json.WriteString("name", value.Name);
        json.WriteString("type", value.Type);
        if (value.Shape is null)
        {
            json.WriteNull("shape");
        }
        else
        {
            List(json, "shape", value.Shape, length =>
            {
                if (length is { } known)
                {
                    json.WriteNumberValue(known);
                }
                else
                {
                    json.WriteNullValue();
                }
            });
        }

        if (value.Levels is { } levels)
        {
            json.WriteString("levels", levels);
        }

        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
