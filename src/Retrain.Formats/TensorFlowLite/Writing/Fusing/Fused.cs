using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Writing.Fusing;

/// <summary>An operator with an activation that the runtime does along with it.</summary>
/// <param name="Inner">The operator.</param>
/// <param name="Activation">What is done to its result.</param>
internal sealed record Fused(Operator Inner, Schema.Activation Activation) : Operator
{
    /// <inheritdoc/>
    public override string Name => Inner.Name;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs) => Inner.Infer(inputs);

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        Tensor result = Inner.Evaluate(inputs)[0];
        return [Activation switch
        {
            Schema.Activation.RELU => result.Map(x => Math.Max(x, 0)),
            Schema.Activation.RELU6 => result.Map(x => Math.Clamp(x, 0, 6)),
            _ => result.Map(x => Math.Clamp(x, -1, 1)),
        }];
    }
}
