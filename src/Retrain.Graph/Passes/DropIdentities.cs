using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>Nodes that change nothing: times 1, plus 0, a cast to the same type, a pad by nothing, a concatenation of one.</summary>
internal static class DropIdentities
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step) => step.Node.Operator switch
    {
        Binary { Kind: BinaryKind.Mul } => Neutral(step, 1, mayBeFirst: true),
        Binary { Kind: BinaryKind.Div } => Neutral(step, 1, mayBeFirst: false),
        Binary { Kind: BinaryKind.Add } => Neutral(step, 0, mayBeFirst: true),
        Binary { Kind: BinaryKind.Sub } => Neutral(step, 0, mayBeFirst: false),
        Cast cast when cast.To == step.Inputs[0].Fact.Type => [step.Inputs[0]],
        Pad pad when pad.Before.Concat(pad.After).All(l => l == 0) => [step.Inputs[0]],
        Concat when step.Inputs.Length == 1 => [step.Inputs[0]],
        Split { Sizes.Length: 1 } => [step.Inputs[0]],
        Transpose transpose when transpose.Order.IsPlain => [step.Inputs[0]],
        Reduce { Axes.Length: 0 } => [step.Inputs[0]],
        _ => null,
    };

    private static ImmutableArray<Value>? Neutral(RewriteStep step, double neutral, bool mayBeFirst)
    {
        for (int constant = mayBeFirst ? 0 : 1; constant < 2; constant++)
        {
            Value other = step.Inputs[1 - constant];
            if (step.Inputs[constant].Constant is { Length: 1 } value && value.ToDoubles()[0] == neutral && value.Rank <= other.Fact.Rank)
            {
                return [other];
            }
        }

        return null;
    }
}
