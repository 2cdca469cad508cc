namespace Retrain.Graph.Passes;

/// <summary>
/// Brings every image operator to one layout. Inputs and outputs of the network keep their axes, so that at most one
/// <see cref="Ops.Transpose"/> stands in front of the first layer and, rarely, one behind the last; between them values are stored in the
/// new order and operators are renamed to it.
/// </summary>
internal static class LayoutPass
{
    /// <summary>Runs it.</summary>
    /// <param name="network">Stays as it is.</param>
    /// <param name="target">The layout of all image operators of the result.</param>
    /// <returns>A network of the same inputs, outputs and names.</returns>
    /// <exception cref="GraphException">The network breaks a rule of one of its operators.</exception>
    public static Network Run(Network network, DataLayout target) => new LayoutRewriter(target).Rewrite(network);
}
