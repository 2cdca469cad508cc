using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Elements limited to a range; ReLU6 is [0, 6]. Float32.</summary>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
internal sealed record Clip(float Low, float High) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Elementwise;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Type(inputs[0], "the input", ElementType.Float32);
        return [new Fact(ElementType.Float32, inputs[0].Shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [inputs[0].Map(x => x < Low ? Low : x > High ? High : x)];
}
