using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// Shapes that a graph computes at run time from its input become constants, with -1 where one length is open: [N, 48] is [-1, 48].
/// </summary>
internal static class SettleShapes
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        ImmutableArray<Dimension> shape = step.Node.Outputs[0].Fact.Shape;
        if (step.Node.Operator is not Reshape || step.Inputs[1].Constant is not null || shape.Count(d => d.Length is null) != 1)
        {
            return null;
        }

        long[] lengths = [.. shape.Select(d => d.Length ?? -1L)];
        // -1 beside a 0 could be anything.
        return lengths.Contains(0)
            ? null
            : step.Replace(step.Node.Operator, step.Inputs[0], step.Constant("shape", Tensor.Vector(lengths)));
    }
}
