using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Inputs: x, shape (a list). x in that shape, with NumPy's broadcasting. A scalar x gives a filled tensor.</summary>
internal sealed record BroadcastTo : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 2);
        Fact x = inputs[0];
        ImmutableArray<Dimension> shape = ShapeRules.Lengths(inputs[1], "the shape");
        ImmutableArray<Dimension> common = Broadcasting.Shape(x.Shape, shape);
        if (common.Length != shape.Length || shape.Zip(common).Any(p => p.First.Length is { } wanted && p.Second.Length != wanted))
        {
            throw new GraphException($"{x} does not fit into [{string.Join(", ", shape)}]");
        }

        ImmutableArray<Dimension>? content = x.Content;
        if (content is [var one] && shape.Length == 1)
        {
            content = shape[0].Length is { } length and <= 64 ? [.. Enumerable.Repeat(one, length)] : null;
        }

        return ShapeRules.One(x.Type, [.. common.Select((c, i) => c.Length is null ? shape[i] : c)], content);
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [Rearrange.Expand(inputs[0], ShapeRules.OutputShape(this, inputs))];
}
