using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Networks;

/// <summary>Any layer of a network as a list of features.</summary>
internal static class FeatureOutput
{
    private const int MostSuggestions = 6;

    /// <summary>
    /// The network with an output [N, F]. [N, H, W, F] is averaged over its pixels, as every network does before its last layer.
    /// [N, T, F], the tokens of a transformer, is averaged over them, with its class token where it has one: who wants that alone names
    /// the node that picks it, and files that pool by themselves (CLIP, DINO) give [N, F] anyway.
    /// </summary>
    /// <param name="network">With one output, in the plain order.</param>
    /// <param name="name">The model, for messages.</param>
    /// <exception cref="UsageException">The output has another shape; layers that would do are listed.</exception>
    public static Network Of(Network network, string name)
    {
        NetworkOutput output = network.Outputs[0];
        if (!IsFeatures(output.Value.Fact))
        {
            string[] others = [.. network.Nodes.SelectMany(n => n.Outputs).Where(v => v.Fact.Rank == 2 && IsFeatures(v.Fact))
                .Select(v => $"{v.Name} ({v.Fact.Shape[1]} features)").TakeLast(MostSuggestions)];
            throw new UsageException(
                $"'{name}': '{output.Name}' ({output.Value.Fact}) gives no list of features; Float32 [N, F], [N, T, F] or [N, H, W, F] is "
                    + "needed: choose another node with --feature_layer"
                    + (others.Length == 0 ? "" : $", for instance {Choices.List(others)}"));
        }

        int rank = output.Value.Fact.Rank;
        return rank == 2
            ? network
            : Rewriter.Extend(network, (builder, value) => builder.Add(
                output.Name + "/features", new Reduce(ReduceKind.Mean, [.. Enumerable.Range(1, rank - 2)], KeepDims: false), value));
    }

    /// <summary>Whether features can be made of a value.</summary>
    public static bool IsFeatures(Fact fact) =>
        fact is { Type: ElementType.Float32, Rank: >= 2 and <= 4 } && fact.Shape[^1].Length is > 0;
}
