using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Networks;
using Retrain.Quantizing;

namespace Retrain.Exports;

/// <summary>What a report says of a network that could be read.</summary>
internal static class NetworkFacts
{
    private const int MostLayers = 12;

    /// <summary>Fills in input, output, cost and layers.</summary>
    /// <param name="report">So far.</param>
    /// <param name="image">The network.</param>
    /// <param name="canTap">Whether a value of that name can be asked for in the file.</param>
    public static ModelReport With(ModelReport report, ImageNetwork image, Func<string, bool> canTap)
    {
        NetworkCost cost = NetworkCost.Of(image.Network);
        Value[] layers = [.. image.Network.Nodes.SelectMany(n => n.Outputs.Where(
            v => v != image.Network.Outputs[0].Value && IsLayer(RealFact(n, v)) && canTap(v.Name)))];
        return report with
        {
            Input = report.Input ?? Describe(image.Input.Name, image.Input.Fact),
            Output = report.Output ?? Describe(image.Output.Name, image.Output.Value.Fact),
            Height = image.Height,
            Width = image.Width,
            White = image.White,
            Black = image.Black,
            OutputLength = image.Output.Value.Fact.Shape is [.., { Length: { } length }] ? length : null,
            WeightBytes = cost.Bytes,
            MultiplyAdds = cost.MultiplyAdds,
            IsFakeQuantized = image.IsQuantized,
            Quantizing = QuantizingOutlook.Of(image.Network),
            LayerCount = layers.Length,
            Layers = [.. LastOfEachSize(layers).Select(v => Describe(v.Name, v.Fact))],
        };
    }

    /// <summary>A value for people.</summary>
    public static ReportedValue Describe(string name, Fact fact) =>
        new(name, fact.Type.ToString().ToLowerInvariant(), [.. fact.Shape.Select(d => d.Length)]);

    /// <summary>What is known of a layer as it is given to callers, who get real numbers.</summary>
    private static Fact RealFact(Node node, Value value) =>
        node.Operator is Quantized ? value.Fact with { Type = ElementType.Float32 } : value.Fact;

    private static bool IsLayer(Fact fact) =>
        FeatureOutput.IsFeatures(fact) && fact.Shape.Skip(1).All(d => d.Length > 0);

    private static IEnumerable<Value> LastOfEachSize(Value[] layers) => layers
        .Select((value, index) => (value, index))
        .GroupBy(
            l => l.value.Fact.Rank == 4 ? (l.value.Fact.Shape[1].Length, l.value.Fact.Shape[2].Length) : (0, l.value.Fact.Shape[1].Length))
        .Select(g => g.Last())
        .OrderBy(l => l.index)
        .Select(l => l.value)
        .TakeLast(MostLayers);
}
