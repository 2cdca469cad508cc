using System.Globalization;
using System.Text;
using Retrain.Exports;

namespace Retrain.Cli.Output;

/// <summary>A model report for people.</summary>
internal static class ModelReportText
{
    private const int Heading = 14;
    private const int MostOutputs = 8;
    private const int MostSignatures = 8;
    private const int MostLabels = 12;
    private static readonly EqualityComparer<ReportedValue> Alike = EqualityComparer<ReportedValue>.Create(
        (a, b) => a?.ToString() == b?.ToString());

    /// <summary>The whole report.</summary>
    public static string Of(ModelReport report)
    {
        var text = new StringBuilder(report.Path).Append('\n');
        Line(text, "format", Format(report));
        Line(text, "size", SizeText.Of(report.FileBytes));
        Line(text, "licence", report.Licence ?? "not named in the file");
        foreach ((string name, string said) in report.About)
        {
            Line(text, name, said);
        }

        Graphs(text, report);
        if (report.Input is { } input)
        {
            Line(text, "input", $"{input}{Size(report)}");
        }

        if (report.Views.Count > 0)
        {
            string views = string.Join(", ", report.Views.Select(v => $"{v.Name} (input {v.Input})"));
            Line(text, "views", $"{views}; features {(report.CombineViews == "join" ? "joined" : "averaged")}");
        }

        if (report.Output is { } output)
        {
            Line(text, "output", output.ToString());
        }

        if (report.OutputLength is { } length)
        {
            Line(text, report.Labels?.Count == length ? "classes" : "values", length.ToString("N0", CultureInfo.InvariantCulture));
        }

        if (report.Labels is { } labels)
        {
            string more = labels.Count > MostLabels ? $" and {labels.Count - MostLabels} more" : "";
            Line(text, "labels", $"{string.Join(", ", labels.Take(MostLabels))}{more}");
        }

        Line(text, "parameters",
            $"{report.Parameters.ToString("N0", CultureInfo.InvariantCulture)} ({SizeText.Of(report.WeightBytes)} in memory)");
        if (report.MultiplyAdds is { } work)
        {
            Line(text, "work",
                $"{Count(work)} multiply-adds a photo{(report.TakesAnySize ? $" of {report.Width} x {report.Height}" : "")}");
        }

        Line(text, "quantised", report.IsQuantized ? "computes with whole numbers"
            : report.IsFakeQuantized ? "trained for whole numbers (fake quantisation)" : "no");
        if (report.Quantizing is { } outlook)
        {
            Line(text, "quantises well", $"{(outlook.QuantizesWell ? "yes" : "no")}, because {outlook.Reason}");
        }

        Signatures(text, report);
        Operators(text, report);
        Layers(text, report);
        Verdict(text, report);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append("  ").Append(name.PadRight(Heading - 2)).Append(TextTable.Wrap(value, Heading)).Append('\n');

    private static string Format(ModelReport report) => string.Join(", ", new[]
    {
        report.Kind,
        report.Opset is { } opset ? $"operator set {opset}" : "",
        report.GraphVersion is { } version ? $"graph version {version}" : "",
        report.Producer.Length > 0 ? $"written by {report.Producer}" : "",
    }.Where(p => p.Length > 0));

    private static void Graphs(StringBuilder text, ModelReport report)
    {
        if (report.TagSets.Count > 0)
        {
            Line(text, "graphs",
                $"{report.TagSets.Count}, tagged {string.Join(", ", report.TagSets.Select(t => "{" + string.Join(", ", t) + "}"))}");
        }
    }

    private static string Size(ModelReport report) => (report.TakesAnySize, report.Height, report.Width) switch
    {
        (true, _, _) => "; pictures of any size",
        (_, { } height, { } width) => $"; {width} x {height} pixels{Range(report)}",
        _ => "",
    };

    private static string Range(ModelReport report) => report switch
    {
        { White: 255 } => ", 0 to 255",
        { Black: -1 } => ", -1 to 1",
        _ => "",
    };

    private static void Signatures(StringBuilder text, ModelReport report)
    {
        if (report.Signatures.Count == 0)
        {
            return;
        }

        text.Append("\nSignatures\n");
        for (int i = 0; i < Math.Min(report.Signatures.Count, MostSignatures); i++)
        {
            ReportedSignature signature = report.Signatures[i];
            if (report.Signatures.Take(i).FirstOrDefault(s => s.Inputs.SequenceEqual(signature.Inputs, Alike)
                && s.Outputs.SequenceEqual(signature.Outputs, Alike)) is { } same)
            {
                text.Append("  ").Append(signature.Name).Append(": as ").Append(same.Name).Append('\n');
                continue;
            }

            if (signature.Name.Length > 0)
            {
                text.Append("  ").Append(signature.Name).Append('\n');
            }

            string[][] rows =
            [
                .. signature.Inputs.Select(v => new[] { "in", v.Name, v.Describe() }),
                .. signature.Outputs.Take(MostOutputs).Select(o => new[] { "out", o.Name, o.Describe() }),
            ];
            TextTable.Rows(text, 4, rows);
            More(text, signature.Outputs.Count - MostOutputs, "outputs");
        }

        More(text, report.Signatures.Count - MostSignatures, "signatures");
    }

    private static void Operators(StringBuilder text, ModelReport report)
    {
        int nodes = report.Operators.Values.Sum();
        text.Append('\n').Append(report.Output is null && report.Problem is not null ? "Operators" : "Operators that the output needs")
            .Append(CultureInfo.InvariantCulture, $" ({nodes:N0} nodes)\n");
        TextTable.Columns(text, 2, [.. report.Operators.Select(o => $"{o.Value.ToString("N0", CultureInfo.InvariantCulture),6} {o.Key}")]);
    }

    private static void Layers(StringBuilder text, ModelReport report)
    {
        if (report.LayerCount == 0)
        {
            text.Append(report.IsSupported
                ? "\nLayers to take features from (--feature_layer): none but the outputs above\n"
                : "");
            return;
        }

        text.Append(CultureInfo.InvariantCulture,
            $"\nLayers to take features from (--feature_layer): {report.LayerCount:N0}; the last of each size\n");
        TextTable.Rows(text, 2, [.. report.Layers.Select(l => new[] { l.Name, l.Describe() })]);
    }

    private static void Verdict(StringBuilder text, ModelReport report)
    {
        if (report.Unsupported.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\nNot supported: {report.Unsupported.Count:N0} node{(report.Unsupported.Count == 1 ? "" : "s")}\n");
            TextTable.Rows(text, 2,
                [.. report.Unsupported.Select(u => u.Reason.Length > 0 ? new[] { u.Node, u.Operator, u.Reason } : [u.Node, u.Operator])]);
            if (report.Opset is not null)
            {
                text.Append("retrain and label_image may run it all the same, in ONNX Runtime; it cannot be converted.\n");
            }
        }
        else if (report.Problem is { } problem)
        {
            text.Append('\n').Append("Problem: ").Append(TextTable.Wrap(problem, 9)).Append('\n');
        }
        else if (report.Views.Count > 0)
        {
            text.Append("\nlabel_image runs it; it cannot be converted, for it takes several pictures of each photo.\n");
        }
        else
        {
            text.Append("\nSupported: all of it; it can be converted to ONNX, a frozen graph or a SavedModel")
                .Append(report.TakesAnySize ? ", at one size (--image_size).\n" : ".\n");
        }
    }

    private static void More(StringBuilder text, int count, string what)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"    and {count} more {what} (--json lists all)\n");
        }
    }

    private static string Count(long number) => number switch
    {
        < 1_000_000 => number.ToString("N0", CultureInfo.InvariantCulture),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:F1} million"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1e9:F2} billion"),
    };
}
