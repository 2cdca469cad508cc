using System.Collections.Immutable;

namespace Retrain.Graph.Passes;

/// <summary>A node at its turn in a <see cref="Rewriter"/>.</summary>
/// <param name="Node">The old node.</param>
/// <param name="Inputs">Its inputs in the new network.</param>
/// <param name="Builder">The new network so far.</param>
/// <param name="Uses">How often old values are read.</param>
internal sealed record RewriteStep(Node Node, ImmutableArray<Value> Inputs, NetworkBuilder Builder, IReadOnlyDictionary<Value, int> Uses)
{
    /// <summary>The node of the new network that computes an input, if nobody else reads that input: then it may be changed.</summary>
    public Node? OwnProducer(int input) => Uses[Node.Inputs[input]] == 1 ? Builder.Producer(Inputs[input]) : null;

    /// <summary>Replaces the node by another one of its name.</summary>
    public ImmutableArray<Value> Replace(Operator @operator, params ReadOnlySpan<Value> inputs) =>
        Builder.AddMany(Node.Name, @operator, inputs);

    /// <summary>Adds a constant named after the node.</summary>
    public Value Constant(string suffix, Tensor tensor) => Builder.Constant($"{Node.Name}/{suffix}", tensor);
}
