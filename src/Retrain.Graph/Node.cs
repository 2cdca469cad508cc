using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>One step of a network.</summary>
/// <param name="Operator">What is done.</param>
/// <param name="Inputs">With what; optional inputs come last and are left away.</param>
/// <param name="Outputs">What comes out; at least one.</param>
internal sealed record Node(Operator Operator, ImmutableArray<Value> Inputs, ImmutableArray<Value> Outputs)
{
    /// <summary>Name of the node: that of its first output.</summary>
    public string Name => Outputs[0].Name;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} = {Operator.Name}({string.Join(", ", Inputs.Select(i => i.Name))})";
}
