using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// x relu6(x + 3) / 6. Float32. Readers make the steps of it; this one is for whole numbers, where it is rounded once and not after each.
/// </summary>
internal sealed record HardSwish : Operator
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
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [inputs[0].Map(x => x * Math.Clamp(x + 3, 0, 6) / 6)];
}
