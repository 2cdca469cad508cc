using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.TensorFlowLite.Writing.Fusing;

/// <summary>An activation behind an operator that can do it along the way.</summary>
internal static class ActivationRule
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        Schema.Activation? activation = step.Node.Operator switch
        {
            Unary { Kind: UnaryKind.Relu } => Schema.Activation.RELU,
            Clip clip => FusedActivations.Of(clip.Low, clip.High),
            _ => null,
        };
        return activation is { } found and not Schema.Activation.NONE && step.OwnProducer(0) is { } producer && CanTake(producer)
            ? step.Replace(new Fused(producer.Operator, found), producer.Inputs.AsSpan())
            : null;
    }

    private static bool CanTake(Node producer) => producer.Operator switch
    {
        Conv or MaxPool => true,
        AveragePool pool => !Ops.PoolWriters.NeedsFactors(pool),
        MatMul { TransposeA: false } => producer.Inputs[1].Constant is { Rank: 2 },
        Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div } =>
            producer.Outputs[0].Fact.Type == ElementType.Float32,
        _ => false,
    };
}
