using Retrain.Formats.Keras;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>The report on a model of layers: Keras, and TensorFlow.js.</summary>
internal static class KerasInspection
{
    /// <summary>Looks at a model as far as it can be read.</summary>
    public static ModelReport Look(ModelSource source, KerasModel model, BesideModel beside, NetworkWish wish)
    {
        KerasGraph graph = model.Graph;
        var report = new ModelReport
        {
            Path = source.Path,
            Kind = source.Origin.Kind,
            FileBytes = model.Files.Distinct(StringComparer.Ordinal).Sum(f => new FileInfo(f).Length),
            Producer = model.Version.Length > 0 ? "Keras " + model.Version : "",
            Labels = source.Labels,
            Licence = source.Metadata?.Licence,
            Operators = new SortedDictionary<string, int>(
                graph.AllLayers.Where(l => l.Inner is null && l.ClassName != "InputLayer").CountBy(l => l.DisplayClass).ToDictionary(),
                StringComparer.Ordinal),
        };
        try
        {
            KerasNetwork layers = KerasNetworks.Layers(model, source.File, wish);
            report = report with { Signatures = [Signature(graph, layers)] };
            if (layers.Unsupported.Length > 0)
            {
                return report with
                {
                    Input = report.Signatures[0].Inputs[0],
                    Output = report.Signatures[0].Outputs[0],
                    Unsupported = [.. layers.Unsupported.Select(u => new UnsupportedOperation(u.Node, u.Op, u.Reason))],
                };
            }

            ImageNetwork image = KerasNetworks.Finish(model, layers, source.File, wish, beside);
            return NetworkFacts.With(report, image, layers.Has) with { Parameters = Parameters(image.Source) };
        }
        catch (RetrainException e)
        {
            return report with { Problem = e.Message };
        }
    }

    private static ReportedSignature Signature(KerasGraph graph, KerasNetwork layers) => new(
        "",
        [.. graph.Inputs.Select((r, i) => new ReportedValue(r.Layer, "float32", graph.InputShape(i)))],
        [.. layers.Outputs.Select((name, i) => layers.OutputFact(i) is { } fact
            ? NetworkFacts.Describe(name, fact)
            : new ReportedValue(name, "float32", null))]);

    private static long Parameters(Network network) =>
        network.Constants.Where(c => c.Fact is { Type: ElementType.Float32, Rank: > 0 }).Sum(c => (long)c.Constant!.Length);
}
