using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Photos.Listing;

namespace Retrain.Networks;

/// <summary>Finds the output of a graph without signatures.</summary>
internal static class OutputChoice
{
    /// <summary>
    /// Where features are taken from in graphs that people retrain: the original's own, then those of 2015 and of the published MobileNets.
    /// </summary>
    private static readonly string[] KnownFeatures = ["input/BottleneckInputPlaceholder", "pool_3/_reshape"];

    private static readonly HashSet<string> WithoutAnswer =
        new(StringComparer.Ordinal) { "NoOp", "Assert", "Const", "Placeholder", "SaveV2", "TopKV2", "Gather", "GatherV2", "ArgMax" };

    /// <summary>The tensor.</summary>
    /// <exception cref="UsageException">No such node, or several that may be meant.</exception>
    public static TensorReference Choose(GraphView graph, string name, NetworkWish wish)
    {
        NodeDef[] sinks = [.. graph.Nodes.Where(n => !graph.IsRead(n) && !WithoutAnswer.Contains(n.Op))];
        NodeDef[] scores = [.. graph.Nodes.Where(n => n.Op == "Softmax").Concat(sinks).DistinctBy(n => n.Name)];
        if (wish.Output is { } wanted)
        {
            TensorReference tensor = TensorReference.Parse(wanted);
            string option = wish.Purpose == NetworkPurpose.Features ? "--feature_layer" : "--output_layer";
            return graph.Find(tensor.Node) is not null
                ? tensor
                : throw new UsageException($"'{name}' has no node '{wanted}' ({option}); "
                    + $"its outputs are: {Choices.List(scores.Select(n => n.Name))}{Near(graph, wanted)}");
        }

        return wish.Purpose == NetworkPurpose.Features && Features(graph, scores) is { } features
            ? features
            : Scores(graph, name, sinks, scores);
    }

    private static TensorReference Scores(GraphView graph, string name, NodeDef[] sinks, NodeDef[] scores) =>
        graph.Find("final_result") is { } retrained ? new TensorReference(retrained.Name, 0)
        : sinks is [var only] ? new TensorReference(only.Name, 0)
        : scores.Where(n => n.Op == "Softmax").ToArray() is [var softmax] ? new TensorReference(softmax.Name, 0)
        : throw new UsageException($"'{name}' has several outputs; choose one with --output_layer (retrain: --feature_layer): "
            + $"{Choices.List(scores.Select(n => n.Name))}");

    /// <summary>What the last layer of a classifier takes.</summary>
    private static TensorReference? Features(GraphView graph, NodeDef[] scores)
    {
        if (KnownFeatures.FirstOrDefault(n => graph.Find(n) is not null) is { } known)
        {
            return new TensorReference(known, 0);
        }

        NodeDef[] layers = [.. graph.Nodes.Where(n => n.Op == "MatMul")];
        return scores.Any(n => n.Op == "Softmax") && layers is [.., var last] ? TensorReference.Parse(last.Input[0]) : null;
    }

    /// <summary>Nodes whose name holds what somebody typed.</summary>
    private static string Near(GraphView graph, string wanted)
    {
        string last = wanted.Split('/')[^1];
        string[] near =
        [
            .. graph.Nodes.Where(n => n.Op is not ("Const" or "Identity" or "ReadVariableOp") && last.Length > 2
                && n.Name.Contains(last, StringComparison.OrdinalIgnoreCase))
                .Select(n => n.Name).Take(5),
        ];
        return near.Length > 0 ? $"; perhaps one of: {string.Join(", ", near.Select(Wording.OneLine))}" : "";
    }
}
