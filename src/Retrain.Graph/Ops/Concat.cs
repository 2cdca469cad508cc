using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>One or more inputs one behind the other along an axis.</summary>
/// <param name="Axis">The axis, not negative.</param>
internal sealed record Concat(int Axis) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1, int.MaxValue);
        ShapeRules.Axis(Axis, inputs[0].Rank);
        var shape = inputs[0].Shape.ToBuilder();
        foreach (Fact input in inputs.Skip(1))
        {
            ShapeRules.SameType(inputs[0], input);
            ShapeRules.Rank(input, "an input", inputs[0].Rank);
            for (int i = 0; i < shape.Count; i++)
            {
                shape[i] = i == Axis ? Sum(shape[i], input.Shape[i]) : ShapeRules.Same(shape[i], input.Shape[i], $"lengths of axis {i}");
            }
        }

        return ShapeRules.One(inputs[0].Type, shape.ToImmutable(), Content(inputs));
    }

    private static Dimension Sum(Dimension a, Dimension b) => (a.Length, b.Length) switch
    {
        ({ } known, _) => ShapeRules.Plus(b, known),
        (_, { } known) => ShapeRules.Plus(a, known),
        _ => Dimension.Open,
    };

    private static ImmutableArray<Dimension>? Content(IReadOnlyList<Fact> inputs)
    {
        ImmutableArray<Dimension>?[] parts = [.. inputs.Select(ShapeRules.Elements)];
        return inputs[0].Rank == 1 && parts.All(p => p is not null) ? [.. parts.SelectMany(p => p!.Value)] : null;
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [Rearrange.Join(inputs, Axis)];

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axis = stored.Stored(Axis) }, stored);
}
