using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>
/// Part of the input, as ONNX's Slice: from start (included) to end (excluded) by step along each named axis. Negative starts and
/// ends count from the end, values beyond it are cut to it; <see cref="int.MaxValue"/> and <see cref="int.MinValue"/> mean as far as
/// it goes.
/// </summary>
/// <param name="Axes">The axes, not negative, each once.</param>
/// <param name="Starts">First element.</param>
/// <param name="Ends">Element before which it stops.</param>
/// <param name="Steps">Not 0; negative: backwards.</param>
internal sealed record Slice(
    ImmutableArray<int> Axes, ImmutableArray<int> Starts, ImmutableArray<int> Ends, ImmutableArray<int> Steps) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        Fact input = inputs[0];
        ShapeRules.Axes(Axes, input.Rank);
        if (Starts.Length != Axes.Length || Ends.Length != Axes.Length || Steps.Length != Axes.Length || Steps.Contains(0))
        {
            throw new GraphException(
                $"{Axes.Length} axes, {Starts.Length} starts, {Ends.Length} ends, {Steps.Length} steps: "
                    + "expected as many, and no step of 0");
        }

        var shape = input.Shape.ToBuilder();
        for (int i = 0; i < Axes.Length; i++)
        {
            shape[Axes[i]] = Length(i, shape[Axes[i]]);
        }

        ImmutableArray<Dimension>? content = input.Content;
        if (input.Rank == 1 && Axes.Length == 1 && content is { } elements)
        {
            (int start, int count) = Range(0, elements.Length);
            content = [.. Enumerable.Range(0, count).Select(i => elements[start + (i * Steps[0])])];
        }

        return ShapeRules.One(input.Type, shape.ToImmutable(), content);
    }

    /// <summary>What is taken of an axis.</summary>
    /// <param name="i">Place of the axis in <see cref="Axes"/>.</param>
    /// <param name="length">Its length.</param>
    /// <returns>The first element, and how many.</returns>
    public (int Start, int Count) Range(int i, int length)
    {
        long step = Steps[i];
        long start = FromStart(Starts[i], length);
        long end = FromStart(Ends[i], length);
        (start, end) = step > 0
            ? (Math.Clamp(start, 0, length), Math.Clamp(end, 0, length))
            : (Math.Clamp(start, 0, Math.Max(0, length - 1)), Math.Clamp(end, -1, Math.Max(-1, length - 1)));
        long count = length == 0 ? 0 : (end - start + step - Math.Sign(step)) / step;
        return ((int)start, (int)Math.Max(0, count));
    }

    private static long FromStart(int place, int length) => place is < 0 and not int.MinValue ? (long)place + length : place;

    private Dimension Length(int i, Dimension length)
    {
        if (length.Length is { } known)
        {
            return Range(i, known).Count;
        }

        bool isWhole = Steps[i] == 1 && Starts[i] is 0 or int.MinValue && Ends[i] == int.MaxValue
            || Steps[i] == -1 && Starts[i] is -1 or int.MaxValue && Ends[i] == int.MinValue;
        bool isEmpty = Steps[i] > 0 && (Starts[i] < 0) == (Ends[i] < 0) && Starts[i] >= Ends[i];
        return isWhole ? length : isEmpty ? 0 : Dimension.Open;
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[][] places = Rearrange.Places(inputs[0]);
        for (int i = 0; i < Axes.Length; i++)
        {
            int[] all = places[Axes[i]];
            (int start, int count) = Range(i, all.Length);
            int step = Steps[i];
            places[Axes[i]] = [.. Enumerable.Range(0, count).Select(k => all[start + (k * step)])];
        }

        return [Rearrange.Take(inputs[0], places)];
    }

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axes = [.. Axes.Select(a => stored.Stored(a))] }, stored);
}
