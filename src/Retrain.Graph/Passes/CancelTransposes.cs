namespace Retrain.Graph.Passes;

/// <summary>
/// Removes transpositions that undo each other, also with operators in between that work in any order of axes: each moves down until an
/// operator needs plain axes. Image operators keep their layouts.
/// </summary>
internal static class CancelTransposes
{
    /// <summary>Runs it.</summary>
    /// <param name="network">Stays as it is.</param>
    public static Network Run(Network network) => new LayoutRewriter(null).Rewrite(network);
}
