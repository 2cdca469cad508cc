using System.Collections.Immutable;

namespace Retrain.Graph.Ops;

/// <summary>Inputs: start, limit, step (scalars of one type). start, start + step, ... before the limit.</summary>
internal sealed record Sequence : Operator
{
    /// <inheritdoc/>
    public override ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs)
    {
        ShapeRules.Count(inputs, 3);
        foreach (Fact input in inputs)
        {
            ShapeRules.Rank(input, "each input", 0);
            ShapeRules.Number(input, "each input");
            ShapeRules.SameType(inputs[0], input);
        }

        if (inputs.All(i => i.Constant is not null))
        {
            return [new Fact(inputs[0].Type, [Count([.. inputs.Select(i => i.Constant!)])])];
        }

        ImmutableArray<Dimension>?[] known = [.. inputs.Select(ShapeRules.Elements)];
        bool isCount = known.All(k => k is not null) && known[0]!.Value[0].Length == 0 && known[2]!.Value[0].Length == 1;
        return [new Fact(inputs[0].Type, [isCount && known[1]!.Value[0].Symbol is not null ? known[1]!.Value[0] : Dimension.Open])];
    }

    /// <inheritdoc/>
    public override Tensor[] Evaluate(IReadOnlyList<Tensor> inputs)
    {
        int count = Count(inputs);
        if (inputs[0].Type.IsFloat())
        {
            (double first, double by) = (inputs[0].ToDoubles()[0], inputs[2].ToDoubles()[0]);
            return [Elements.FromDoubles(inputs[0].Type, [.. Enumerable.Range(0, count).Select(i => first + (i * by))], count)];
        }

        (Int128 start, Int128 step) = (inputs[0].ToWhole()[0], inputs[2].ToWhole()[0]);
        return [Elements.FromWhole(inputs[0].Type, [.. Enumerable.Range(0, count).Select(i => start + (i * step))], count)];
    }

    private static int Count(IReadOnlyList<Tensor> inputs)
    {
        double count;
        if (inputs[0].Type.IsFloat())
        {
            double[] all = [.. inputs.Select(i => i.ToDoubles()[0])];
            count = Math.Ceiling((all[1] - all[0]) / all[2]);
        }
        else
        {
            Int128[] all = [.. inputs.Select(i => i.ToWhole()[0])];
            count = all[2] == 0 ? double.NaN : (double)((all[1] - all[0] + all[2] - Int128.Sign(all[2])) / all[2]);
        }

        return count <= int.MaxValue
            ? (int)Math.Max(0, count)
            : throw new GraphException(
                $"there is no list from {inputs[0].ToDoubles()[0]} to {inputs[1].ToDoubles()[0]} by steps of {inputs[2].ToDoubles()[0]}");
    }
}
