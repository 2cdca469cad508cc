using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>Zeros put around an image before a convolution become its own padding.</summary>
internal static class FusePadding
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        if (step.Node.Operator is not Conv { Padding.Kind: not PaddingKind.Same } conv
            || step.OwnProducer(0) is not { Operator: Pad { Mode: PadMode.Constant, Fill: 0 } pad } producer || pad.Before.Length != 4)
        {
            return null;
        }

        (int height, int width) = conv.DataLayout == DataLayout.ChannelsLast ? (1, 2) : (2, 3);
        if (Enumerable.Range(0, 4).Any(axis => axis != height && axis != width && (pad.Before[axis] | pad.After[axis]) != 0))
        {
            return null;
        }

        Padding own = conv.Padding;
        Padding padding = Padding.Of(
            own.Top + pad.Before[height], own.Bottom + pad.After[height], own.Left + pad.Before[width], own.Right + pad.After[width]);
        return step.Replace(conv with { Padding = padding }, [producer.Inputs[0], .. step.Inputs[1..]]);
    }
}
