using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Elements along axes brought together.</summary>
/// <param name="Kind">How.</param>
/// <param name="Axes">Which, not negative, ascending.</param>
/// <param name="KeepDims">Whether the axes stay, with length 1.</param>
internal sealed record Reduce(ReduceKind Kind, ImmutableArray<int> Axes, bool KeepDims) : Operator
{
    /// <inheritdoc/>
    public override LayoutRule Layout => LayoutRule.Axes;

    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 1);
        Fact input = inputs[0];
        if (Kind is ReduceKind.All or ReduceKind.Any)
        {
            ShapeRules.Type(input, "the input", ElementType.Bool);
        }
        else
        {
            ShapeRules.Number(input, "the input");
        }

        ShapeRules.Axes(Axes, input.Rank);
        ImmutableArray<Dimension> shape = KeepDims
            ? [.. input.Shape.Select((length, i) => Axes.Contains(i) ? 1 : length)]
            : AxisRules.Without(input.Shape, Axes);
        ImmutableArray<Dimension>? content = input.Content;
        if (Axes.Length > 0 && content is { } elements)
        {
            content = ContentRules.Reduce(Kind, elements) is { } one ? [one] : null;
        }

        return ShapeRules.One(input.Type, shape, content);
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int[] shape = ShapeRules.OutputShape(this, inputs);
        Tensor rows = Rearrange.Transpose(inputs[0], Rearrange.ToEnd(inputs[0].Rank, Axes));
        int length = Tensor.LengthOf(Axes.Select(a => inputs[0].Shape[a]).ToImmutableArray());
        int count = Tensor.LengthOf(shape);
        if (rows.Type.IsFloat())
        {
            double[] elements = rows.ToDoubles();
            double[] results = new double[count];
            for (int i = 0; i < count; i++)
            {
                results[i] = Reduced(elements.AsSpan(i * length, length));
            }

            return [Elements.FromDoubles(rows.Type, results, shape)];
        }

        Int128[] whole = rows.ToWhole();
        var reduced = new Int128[count];
        for (int i = 0; i < count; i++)
        {
            reduced[i] = Reduced(whole.AsSpan(i * length, length), rows.Type);
        }

        return [Elements.FromWhole(rows.Type, reduced, shape)];
    }

    private double Reduced(ReadOnlySpan<double> row)
    {
        double result = Kind switch
        {
            ReduceKind.Max => double.NegativeInfinity,
            ReduceKind.Min => double.PositiveInfinity,
            ReduceKind.Product => 1,
            _ => 0,
        };
        foreach (double v in row)
        {
            result = Kind switch
            {
                ReduceKind.Max => Math.Max(result, v),
                ReduceKind.Min => Math.Min(result, v),
                ReduceKind.Product => result * v,
                _ => result + v,
            };
        }

        return Kind == ReduceKind.Mean ? result / row.Length : result;
    }

    private Int128 Reduced(ReadOnlySpan<Int128> row, ElementType type)
    {
        Int128 result = Kind switch
        {
            ReduceKind.Max => Elements.Range(type).Least,
            ReduceKind.Min => Elements.Range(type).Most,
            ReduceKind.Product or ReduceKind.All => 1,
            _ => 0,
        };
        foreach (Int128 v in row)
        {
            result = Kind switch
            {
                ReduceKind.Max => Int128.Max(result, v),
                ReduceKind.Min => Int128.Min(result, v),
                ReduceKind.Product => result * v,
                ReduceKind.All => result & v,
                ReduceKind.Any => result | v,
                _ => result + v,
            };
        }

        if (Kind != ReduceKind.Mean)
        {
            return result;
        }

        return row.Length > 0 ? result / row.Length : throw new GraphException("no numbers have no mean");
    }

    /// <inheritdoc/>
    public override (Operator Operator, Permutation Output)? Permute(Permutation stored) =>
        (this with { Axes = AxisRules.Stored(stored, Axes) }, KeepDims ? stored : AxisRules.Without(stored, Axes));
}
