using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Elements put around a tensor; lengths are not negative.</summary>
/// <param name="Before">How many before each axis.</param>
/// <param name="After">How many behind each axis.</param>
/// <param name="Mode">What they are.</param>
/// <param name="Fill">Their value in mode <see cref="PadMode.Constant"/>.</param>
internal sealed record Pad(ImmutableArray<int> Before, ImmutableArray<int> After, PadMode Mode, double Fill) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        Fact input = inputs[0];
        if (Before.Length != input.Rank || After.Length != input.Rank || Before.Concat(After).Any(l => l < 0))
        {
            throw new GraphException(
                $"[{string.Join(", ", Before)}] before and [{string.Join(", ", After)}] behind the axes of {input}: "
                    + "expected a length, 0 or more, for each axis");
        }

        if (Mode == PadMode.Constant && input.Type == ElementType.String)
        {
            throw new GraphException("strings cannot be padded with a number");
        }

        for (int i = 0; i < input.Rank; i++)
        {
            int most = Mode == PadMode.Reflect ? 1 : 0;
            if (Mode != PadMode.Constant && input.Shape[i].Length is { } length && Math.Max(Before[i], After[i]) > length - most)
            {
                throw new GraphException($"axis {i} of {input} is too short to mirror {Math.Max(Before[i], After[i])} of its elements");
            }
        }

        return [new Fact(input.Type, [.. input.Shape.Select((length, i) => ShapeRules.Plus(length, (long)Before[i] + After[i]))])];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs) => [Rearrange.Pad(inputs[0], Before, After, Mode, Fill)];

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Before = stored.Apply(Before), After = stored.Apply(After) }, stored);
}
