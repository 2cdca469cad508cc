using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.TensorFlowLite.Writing.Fusing;

/// <summary>Several of our operators that are one of the runtime's.</summary>
internal static class LiteFusions
{
    /// <summary>Brings them together.</summary>
    public static Network Run(Network network)
    {
        Rewriter.Rule[] rules = [WidenRule, FuseHardSwish.Rule, Gelu.Rule, ProductRule.Rule, ActivationRule.Rule];
        return rules.Aggregate(network, Rewriter.Run);
    }

    /// <summary>
    /// Whole numbers that are weights of an operator on reals become reals: delegates of the runtime take constant weights only.
    /// </summary>
    private static ImmutableArray<Value>? WidenRule(RewriteStep step) =>
        step.Node.Operator is Dequantize dequantize && step.Inputs[0].Constant is { } levels
            ? [step.Builder.Constant(step.Node.Name, dequantize.Evaluate([levels])[0])]
            : null;
}
