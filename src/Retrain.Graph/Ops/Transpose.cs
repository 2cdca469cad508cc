using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Output axis i is input axis <c>Order.Axes[i]</c>.</summary>
/// <param name="Order">The order.</param>
internal sealed record Transpose(Permutation Order) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Rank(inputs[0], "the input", Order.Rank);
        return ShapeRules.One(inputs[0].Type, Order.Apply(inputs[0].Shape), inputs[0].Content);
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [Rearrange.Transpose(inputs[0], Order)];

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (new Transpose(Permutation.Plain(Order.Rank)), Order.Inverse().Then(stored));
}
