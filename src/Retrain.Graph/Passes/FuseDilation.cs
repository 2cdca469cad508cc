using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>TensorFlow spells a dilated convolution as SpaceToBatch, convolution, BatchToSpace; here it is one convolution.</summary>
internal static class FuseDilation
{
    /// <summary>The rule.</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step)
    {
        if (step.Node.Operator is not BatchToSpace toSpace || step.OwnProducer(0) is not { Operator: Conv conv } convolution
            || conv is not { Strides: (1, 1), Dilations: (1, 1), Padding.Kind: PaddingKind.Valid }
            || step.Builder.Producer(convolution.Inputs[0]) is not { Operator: SpaceToBatch toBatch } blocks
            || toBatch.Block != toSpace.Block || toBatch.DataLayout != conv.DataLayout || toSpace.DataLayout != conv.DataLayout)
        {
            return null;
        }

        (Padding pads, Padding crops) = (toBatch.Padding, toSpace.Crops);
        // A row cut off at the border of the output is a row of padding less.
        int[] sides = [pads.Top - crops.Top, pads.Bottom - crops.Bottom, pads.Left - crops.Left, pads.Right - crops.Right];
        if (sides.Any(s => s < 0))
        {
            return null;
        }

        Conv dilated = conv with { Dilations = toBatch.Block, Padding = Padding.Of(sides[0], sides[1], sides[2], sides[3]) };
        return step.Replace(dilated, [blocks.Inputs[0], .. convolution.Inputs[1..]]);
    }
}
