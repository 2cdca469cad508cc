using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// Dropout that is switched off but still drawn: x floor(1 + u), or x where u is at least 0. Whatever u is, nothing happens.
/// </summary>
internal static class DropTrainingOnly
{
    private const int DeepestPattern = 16;

    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        switch (step.Node.Operator)
        {
            case Binary { Kind: BinaryKind.Mul }:
                for (int mask = 0; mask < 2; mask++)
                {
                    if (IsAlwaysOne(step, mask) && KeepsShape(step, 1 - mask))
                    {
                        return [step.Inputs[1 - mask]];
                    }
                }

                return null;
            case Select when IsAlwaysOne(step, 0) && KeepsShape(step, 1):
                return [step.Inputs[1]];
            default:
                return null;
        }
    }

    private static bool KeepsShape(RewriteStep step, int input) => step.Inputs[input].Fact.Rank == step.Node.Outputs[0].Fact.Rank;

    private static bool IsAlwaysOne(RewriteStep step, int input) =>
        step.Inputs[input].Constant is null && Interval(step.Builder, step.Inputs[input], DeepestPattern) is (1, 1, false);

    /// <summary>Range of a value that is made of random numbers and scalars alone; <see langword="null"/> for others.</summary>
    private static (double Low, double High, bool HighIsOpen)? Interval(NetworkBuilder builder, Value value, int depth)
    {
        if (value.Constant is { } constant)
        {
            return constant.Length == 1 && constant.Type != ElementType.String
                ? (constant.ToDoubles()[0], constant.ToDoubles()[0], false)
                : null;
        }

        if (depth == 0 || builder.Producer(value) is not { } node)
        {
            return null;
        }

        if (node.Operator is RandomUniform)
        {
            return (0, 1, true);
        }

        (double Low, double High, bool HighIsOpen)?[] inputs =
            node.Operator is Unary or Binary or Cast ? [.. node.Inputs.Select(i => Interval(builder, i, depth - 1))] : [];
        return node.Operator switch
        {
            Cast when inputs is [{ } x] => x,
            Unary { Kind: UnaryKind.Floor } when inputs is [{ } x] =>
                (Math.Floor(x.Low), x.HighIsOpen && x.High == Math.Floor(x.High) ? x.High - 1 : Math.Floor(x.High), false),
            Binary { Kind: BinaryKind.Add } when inputs is [{ } a, { } b] => (a.Low + b.Low, a.High + b.High, a.HighIsOpen || b.HighIsOpen),
            Binary { Kind: BinaryKind.Mul } when inputs is [{ Low: >= 0 } a, { Low: >= 0 } b] =>
                (a.Low * b.Low, a.High * b.High, a.HighIsOpen || b.HighIsOpen),
            Binary { Kind: BinaryKind.GreaterOrEqual } when inputs is [{ } a, { } b] && a.Low >= b.High => (1, 1, false),
            _ => null,
        };
    }
}
