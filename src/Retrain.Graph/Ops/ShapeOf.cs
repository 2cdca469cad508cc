using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>The shape of the input as a list.</summary>
/// <param name="Result">Int32 or Int64.</param>
internal sealed record ShapeOf(ElementType Result) : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        if (Result is not (ElementType.Int32 or ElementType.Int64))
        {
            throw new GraphException($"a shape of type {Result}, expected Int32 or Int64");
        }

        return ShapeRules.One(Result, [inputs[0].Rank], inputs[0].Shape);
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) =>
        [Tensor.Vector([.. inputs[0].Shape.Select(l => (long)l)]).Cast(Result)];
}
