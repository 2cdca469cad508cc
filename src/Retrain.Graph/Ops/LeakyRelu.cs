using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>x where x is positive, else alpha times x.</summary>
/// <param name="Alpha">Slope of the negative side.</param>
internal sealed record LeakyRelu(float Alpha) : Operator
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
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [inputs[0].Map(x => x > 0 ? x : Alpha * x)];
}
