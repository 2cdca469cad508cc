using System.Collections.Immutable;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Networks;

/// <summary>Any layer of a network as a list of features.</summary>
internal static class FeatureOutput
{
    /// <summary>
    /// The network with an output [N, F]: [N, H, W, F] is averaged over its pixels, as every network does before its last layer.
    /// </summary>
    /// <param name="network">With one output, in the plain order.</param>
    /// <param name="name">The model, for messages.</param>
    /// <exception cref="UsageException">The output has another shape.</exception>
    public static Network Of(Network network, string name)
    {
        NetworkOutput output = network.Outputs[0];
        ImmutableArray<Dimension> shape = output.Value.Fact.Shape;
        if (shape.Length is not (2 or 4) || shape[^1].Length is null or 0 || output.Value.Fact.Type != ElementType.Float32)
        {
            throw new UsageException(
                $"'{name}': '{output.Name}' ({output.Value.Fact}) gives no list of features; Float32 [N, F] or [N, H, W, F] is needed: "
                    + "choose another node with --feature_layer");
        }

        return shape.Length == 2
            ? network
            : Rewriter.Extend(network,
                (builder, value) => builder.Add(output.Name + "/features", new Reduce(ReduceKind.Mean, [1, 2], KeepDims: false), value));
    }
}
