using System.Collections.Immutable;
using System.Globalization;
using Retrain.Formats.TensorFlowLite;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>The report on a TensorFlow Lite file.</summary>
internal static class LiteInspection
{
    /// <summary>Looks at a model as far as it can be read.</summary>
    public static ModelReport Look(ModelSource source, LiteOrigin origin, NetworkWish wish)
    {
        LiteModel model = origin.Model;
        var report = new ModelReport
        {
            Path = source.Path,
            Kind = source.Metadata is null ? origin.Kind : "model of retrain (TensorFlow Lite)",
            FileBytes = ModelSource.SizeOf(source.File),
            Producer = source.Metadata is { } own ? "retrain " + own.ProgramVersion : Producer(model.Description),
            Signatures = Signatures(model),
            Labels = source.Labels,
            Licence = source.Metadata?.Licence ?? (origin.Metadata is { Licence: { Length: > 0 } licence } ? licence : null),
            About = About(origin.Metadata),
        };
        LitePart part;
        try
        {
            part = origin.Part(wish);
        }
        catch (RetrainException e)
        {
            return Count(report, model, model.Graphs[0], model.Graphs[0].Operators) with { Problem = e.Message };
        }

        LiteGraph graph = model.Graphs[part.Graph];
        report = Count(report, model, graph, Needed(graph, part.Output)) with
        {
            Input = Describe(graph.Tensors[part.Input], graph.Tensors[part.Input].Name),
            Output = Describe(graph.Tensors[part.Output], graph.Tensors[part.Output].Name),
        };
        try
        {
            Network network = origin.Network(part);
            UnsupportedOperation[] unsupported =
            [
                .. network.Nodes.Select(n => n.Operator).OfType<Unsupported>().SelectMany(u => u.Nodes).Distinct()
                    .Select(u => new UnsupportedOperation(u.Node, u.Op, u.Reason)),
            ];
            return unsupported.Length > 0
                ? report with { Unsupported = unsupported }
                : NetworkFacts.With(report, origin.Finish(network, part, wish), graph.Tensors.Select(t => t.Name).ToHashSet().Contains);
        }
        catch (RetrainException e)
        {
            return report with { Problem = e.Message };
        }
    }

    /// <summary>Converters write how they work and not what they are called.</summary>
    private static string Producer(string description) => description switch
    {
        "MLIR Converted." => "TensorFlow's converter",
        "TOCO Converted." => "TensorFlow's older converter (TOCO)",
        _ => description,
    };

    private static ReportedSignature[] Signatures(LiteModel model)
    {
        ReportedSignature[] named =
        [
            .. model.Signatures.Select(s => new ReportedSignature(
                s.Key,
                [.. s.Inputs.Select(p => Describe(model.Graphs[s.Graph].Tensors[p.Tensor], p.Name))],
                [.. s.Outputs.Select(p => Describe(model.Graphs[s.Graph].Tensors[p.Tensor], p.Name))])),
        ];
        LiteGraph first = model.Graphs[0];
        return named.Length > 0
            ? named
            : [new ReportedSignature(
                "",
                [.. first.Inputs.Select(i => Describe(first.Tensors[i], first.Tensors[i].Name))],
                [.. first.Outputs.Select(o => Describe(first.Tensors[o], first.Tensors[o].Name))])];
    }

    private static Dictionary<string, string> About(LiteMetadata? metadata)
    {
        var about = new Dictionary<string, string>(StringComparer.Ordinal);
        if (metadata is null)
        {
            return about;
        }

        Add("name", metadata.Name);
        Add("description", metadata.Description);
        Add("version", metadata.Version);
        (float, float)[] channels = metadata.Channels.Count > 0 ? [.. metadata.Channels] : [(metadata.Mean, metadata.Std)];
        Add("pixels", metadata.HasNormalization
            ? string.Join("; ", channels.Select(c => string.Create(CultureInfo.InvariantCulture, $"(pixel - {c.Item1}) / {c.Item2}")))
            : "");
        return about;

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                about[name] = value;
            }
        }
    }

    private static ReportedValue Describe(LiteTensor tensor, string name) =>
        new(name, tensor.Type.ToString().ToLowerInvariant(), [.. tensor.Dimensions.Select(d => d.Length)])
        {
            Levels = tensor.Quantization is { IsPerChannel: false } how
                ? string.Create(CultureInfo.InvariantCulture, $"{how.Scales[0]:g6} (q - {how.ZeroPoints[0]})")
                : null,
        };

    private static List<LiteOperator> Needed(LiteGraph graph, int output)
    {
        var needed = new HashSet<int> { output };
        var steps = new List<LiteOperator>();
        foreach (LiteOperator step in graph.Operators.Reverse())
        {
            if (step.Outputs.Any(needed.Contains))
            {
                needed.UnionWith(step.Inputs);
                steps.Add(step);
            }
        }

        return steps;
    }

    private static ModelReport Count(ModelReport report, LiteModel model, LiteGraph graph, IReadOnlyCollection<LiteOperator> steps)
    {
        LiteTensor[] weights =
        [
            .. steps.SelectMany(s => s.Inputs).Where(i => i >= 0).Distinct().Select(i => graph.Tensors[i])
                .Where(t => t.Shape.Length > 0 && !model.Buffer(t.Buffer).IsEmpty
                    && (t.Quantization is not null || t.ElementType is ElementType.Float32 or ElementType.Float64)),
        ];
        return report with
        {
            Operators = new SortedDictionary<string, int>(steps.CountBy(s => s.Name).ToDictionary(), StringComparer.Ordinal),
            Parameters = weights.Sum(t => Length(t.Shape)),
            WeightBytes = weights.Sum(t => (long)model.Buffer(t.Buffer).Length),
            IsQuantized = graph.Operators.Any(o => o.Outputs.Any(t => graph.Tensors[t].Quantization is not null)),
        };
    }

    private static long Length(ImmutableArray<int> shape) =>
        shape.Aggregate(1L, (a, b) => b < 0 || a > (1L << 40) / Math.Max(b, 1) ? 0 : a * b);
}
