using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Inputs: x, shape (a list of whole numbers; one -1 takes what is left over). The same elements in another shape.
/// </summary>
internal sealed record Reshape : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 2);
        ImmutableArray<Dimension> shape = ReshapeRule.Shape(inputs[0].Shape, ShapeRules.Sizes(inputs[1], "the shape"));
        return ShapeRules.One(inputs[0].Type, shape, inputs[0].Content);
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [inputs[0].Reshape(ShapeRules.OutputShape(this, inputs))];
}
