namespace Retrain.Graph.Passes;

/// <summary>The passes that make an imported network small and quick. Each keeps the names of the values that stay.</summary>
internal static class Simplification
{
    /// <summary>In their order.</summary>
    public static IReadOnlyList<Pass> Passes { get; } =
    [
        new("settle shapes", n => Rewriter.Run(n, SettleShapes.Rule)),
        new("drop training only nodes", n => Rewriter.Run(n, DropTrainingOnly.Rule)),
        new("drop nodes without effect", n => Rewriter.Run(n, DropIdentities.Rule)),
        new("fuse dilation", n => Rewriter.Run(n, FuseDilation.Rule)),
        new("fuse padding", n => Rewriter.Run(n, FusePadding.Rule)),
        new("fold batch norms", n => Rewriter.Run(n, FoldBatchNorms.Rule)),
        new("fuse activations", n => Rewriter.Run(n, FuseActivations.Rule)),
    ];

    /// <summary>Runs them.</summary>
    /// <param name="network">In the layout [N, H, W, C].</param>
    /// <param name="passes">How many, to find one that errs; by default all.</param>
    /// <exception cref="GraphException">A pass broke the network: a fault of ours. It is named.</exception>
    public static Network Run(Network network, int passes = int.MaxValue)
    {
        foreach (Pass pass in Passes.Take(passes))
        {
            try
            {
                network = pass.Run(network);
            }
            catch (GraphException e)
            {
                throw new GraphException($"the pass '{pass.Name}': {e.Message}", e);
            }
        }

        return network;
    }
}
