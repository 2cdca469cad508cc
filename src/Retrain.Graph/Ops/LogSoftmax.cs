using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Logarithm of <see cref="Softmax"/>.</summary>
/// <param name="Axis">The axis, not negative.</param>
internal sealed record LogSoftmax(int Axis) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Type(inputs[0], "the input", ElementType.Float32);
        ShapeRules.Axis(Axis, inputs[0].Rank);
        return [new Fact(ElementType.Float32, inputs[0].Shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [Softmax.Along(inputs[0], Axis, isLogarithm: true)];

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axis = stored.Stored(Axis) }, stored);
}
