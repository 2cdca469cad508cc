using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Inputs: condition (bool), a, b, with broadcasting. a where the condition holds, else b.</summary>
internal sealed record Select : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Elementwise;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 3);
        ShapeRules.Type(inputs[0], "the condition", ElementType.Bool);
        ShapeRules.SameType(inputs[1], inputs[2]);
        ImmutableArray<Dimension> values = Broadcasting.Shape(inputs[1].Shape, inputs[2].Shape);
        return ShapeRules.One(
            inputs[1].Type, Broadcasting.Shape(inputs[0].Shape, values), ContentRules.Select(inputs[0], inputs[1], inputs[2]));
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = ShapeRules.OutputShape(this, inputs);
        Tensor[] all = [.. inputs.Select(i => Rearrange.Expand(i, shape))];
        ReadOnlySpan<bool> condition = all[0].Span<bool>();
        int length = condition.Length;
        Tensor both = Rearrange.Join([all[1].Reshape(length), all[2].Reshape(length)], 0);
        int[] places = new int[length];
        for (int i = 0; i < length; i++)
        {
            places[i] = condition[i] ? i : length + i;
        }

        return [Rearrange.Pick(both, places, shape)];
    }
}
