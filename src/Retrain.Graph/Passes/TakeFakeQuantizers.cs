using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// Takes the ranges that a network was trained with out of it: a fake quantiser of 8 bits says where its input's levels lie, and a network
/// on whole numbers rounds there by itself.
/// </summary>
internal static class TakeFakeQuantizers
{
    /// <summary>Runs it.</summary>
    /// <returns>The network without them, and the ranges of its values.</returns>
    public static (Network Network, Dictionary<Value, ValueRange> Ranges) Run(Network network)
    {
        var ranges = new Dictionary<Value, ValueRange>();
        Network result = Rewriter.Run(network, Take);
        return (result, ranges);

        ImmutableArray<Value>? Take(RewriteStep step)
        {
            if (step.Node.Operator is not FakeQuantize { Bits: 8, Min.Length: 1 } fake)
            {
                return null;
            }

            var levels = new FakeQuantizeLevels(fake.Min[0], fake.Max[0], fake.IsNarrow ? 1 : 0, byte.MaxValue);
            ranges.TryAdd(step.Inputs[0], new ValueRange(levels.Low, levels.High));
            return [step.Inputs[0]];
        }
    }
}
