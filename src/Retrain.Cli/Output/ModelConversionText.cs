using System.Globalization;
using System.Text;
using Retrain.Exports;

namespace Retrain.Cli.Output;

/// <summary>A finished conversion for people.</summary>
internal static class ModelConversionText
{
    private const int Heading = 12;

    /// <summary>What was written, and how it was compared.</summary>
    public static string Of(ModelConversion conversion, TimeSpan time)
    {
        string format = conversion.Format switch
        {
            ModelFormat.Onnx => "ONNX model",
            ModelFormat.FrozenGraph => "frozen graph",
            _ => "SavedModel",
        };
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{conversion.Output}: {format}, {SizeText.Of(conversion.Bytes)}, written in {time.TotalSeconds:F1} s\n");
        Line(text, "input", conversion.Input.ToString());
        Line(text, "output", conversion.Result.ToString());
        ModelComparison comparison = conversion.Comparison;
        Line(text, "compared", string.Create(
            CultureInfo.InvariantCulture,
            $"with {comparison.Against} on {comparison.Pictures} generated pictures: at most {comparison.LargestDifference:g2} off "
                + $"(allowed {comparison.Allowed:g2}; largest output {comparison.LargestOutput:g3})"));
        if (comparison.ByDefinition is { } byDefinition)
        {
            Line(text, "", string.Create(
                CultureInfo.InvariantCulture, $"with the operators' plain definition on one of them: at most {byDefinition:g2} off"));
        }

        foreach (string note in conversion.Notes)
        {
            Line(text, "note", note);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append("  ").Append(name.PadRight(Heading - 2)).Append(TextTable.Wrap(value, Heading)).Append('\n');
}
