using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Rounds elements to the levels of an integer type and back (REFERENCE 5.3, fixtures/fake_quant). Ranges are constants: one, or one
/// for each channel of the last plain axis.
/// </summary>
/// <param name="Min">Lower ends.</param>
/// <param name="Max">Upper ends.</param>
/// <param name="Bits">2 to 16.</param>
/// <param name="IsNarrow">Whether the lowest level is 1 instead of 0.</param>
/// <param name="Formula">Which version's arithmetic.</param>
internal sealed record FakeQuantize(
    ImmutableArray<float> Min, ImmutableArray<float> Max, int Bits, bool IsNarrow, FakeQuantizeFormula Formula) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        ShapeRules.Type(inputs[0], "the input", ElementType.Float32);
        if (Bits is < 2 or > 16)
        {
            throw new GraphException($"{Bits} bits, expected 2 to 16");
        }

        if (Min.Length != Max.Length || Min.Length == 0 || Min.Zip(Max).Any(r => r.First > r.Second))
        {
            throw new GraphException($"[{string.Join(", ", Min)}] to [{string.Join(", ", Max)}] are no ranges");
        }

        if (Min.Length > 1)
        {
            Dimension channels = inputs[0].Rank > 0 ? inputs[0].Shape[^1] : 1;
            ShapeRules.Same(channels, Min.Length, "the last axis and the number of ranges");
            return [new Fact(ElementType.Float32, inputs[0].Shape.SetItem(inputs[0].Rank - 1, Min.Length))];
        }

        return [new Fact(ElementType.Float32, inputs[0].Shape)];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        float[] elements = inputs[0].Floats.ToArray();
        FakeQuantizeLevels[] levels = [.. Min.Zip(Max, (min, max) => new FakeQuantizeLevels(min, max, IsNarrow ? 1 : 0, (1 << Bits) - 1))];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = levels[i % levels.Length].Round(elements[i], Formula);
        }

        return [Tensor.Of(elements, inputs[0].Shape.AsSpan())];
    }

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        Min.Length == 1 || stored.Rank == 0 || stored.Stored(-1) == stored.Rank - 1 ? (this, stored) : null;
}
