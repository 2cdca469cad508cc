using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Stands for a node that no operator is known for, so that a model can be read and looked at before anything refuses it. Its outputs have
/// no axes, and what follows it is unsupported without a fault of its own.
/// </summary>
/// <param name="Nodes">The nodes of the source model that are at fault.</param>
/// <param name="Outputs">Number of outputs.</param>
internal sealed record Unsupported(ImmutableArray<UnsupportedNode> Nodes, int Outputs) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs) =>
        [.. Enumerable.Repeat(new Fact(ElementType.Float32, []), Outputs)];

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => throw new GraphException($"{Nodes[0].Op} is not supported");
}
