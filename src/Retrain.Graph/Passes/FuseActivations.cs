using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>Maximum with 0 is a ReLU; a minimum of a maximum is a clip.</summary>
internal static class FuseActivations
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        if (step.Node.Operator is not Binary { Kind: BinaryKind.Minimum or BinaryKind.Maximum } binary)
        {
            return null;
        }

        int constant = step.Inputs[0].Constant is null ? 1 : 0;
        int other = 1 - constant;
        if (step.Inputs[constant].Constant is not { Type: ElementType.Float32, Length: 1 } limitTensor
            || limitTensor.Rank > step.Inputs[other].Fact.Rank)
        {
            return null;
        }

        float limit = limitTensor.Floats[0];
        if (binary.Kind == BinaryKind.Maximum)
        {
            return limit == 0 ? step.Replace(new Unary(UnaryKind.Relu), step.Inputs[other]) : null;
        }

        return step.OwnProducer(other) switch
        {
            { Operator: Unary { Kind: UnaryKind.Relu } } relu when limit >= 0 => step.Replace(new Clip(0, limit), relu.Inputs[0]),
            { Operator: Binary { Kind: BinaryKind.Maximum } } maximum when Limits(maximum) is var (x, low) && low <= limit =>
                step.Replace(new Clip(low, limit), x),
            _ => null,
        };
    }

    private static (Value X, float Low)? Limits(Node maximum)
    {
        int constant = maximum.Inputs[0].Constant is null ? 1 : 0;
        return maximum.Inputs[constant].Constant is { Type: ElementType.Float32, Length: 1, Rank: 0 } low
            ? (maximum.Inputs[1 - constant], low.Floats[0])
            : null;
    }
}
