using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// Lengths of padding that are what TensorFlow's SAME gives for the image: formats that know SAME and VALID only then need no node that
/// pads.
/// </summary>
internal static class NameSamePadding
{
    /// <summary>The rule, for [N, H, W, C].</summary>
    public static ImmutableArray<Value>? Rule(RewriteStep step) => step.Node.Operator switch
    {
        Conv { DataLayout: DataLayout.ChannelsLast } conv
            when IsSame(step, conv.Padding, Window(step.Inputs[1].Fact), conv.Dilations, conv.Strides) =>
            [step.Builder.Add(step.Node.Name, conv with { Padding = Padding.Same }, step.Inputs.AsSpan())],
        MaxPool { DataLayout: DataLayout.ChannelsLast } pool when IsSame(step, pool.Padding, pool.Window, (1, 1), pool.Strides) =>
            [step.Builder.Add(step.Node.Name, pool with { Padding = Padding.Same }, step.Inputs.AsSpan())],
        AveragePool { DataLayout: DataLayout.ChannelsLast, CountsPadding: false } pool
            when IsSame(step, pool.Padding, pool.Window, (1, 1), pool.Strides) =>
            [step.Builder.Add(step.Node.Name, pool with { Padding = Padding.Same }, step.Inputs.AsSpan())],
        _ => null,
    };

    private static (int Height, int Width)? Window(Fact weights) =>
        weights.Shape is [{ Length: { } height }, { Length: { } width }, ..] ? (height, width) : null;

    private static bool IsSame(
        RewriteStep step, Padding padding, (int Height, int Width)? window, (int Height, int Width) dilations,
        (int Height, int Width) strides) =>
        padding.Kind == PaddingKind.Explicit && window is { } size
        && step.Inputs[0].Fact.Shape is [_, { Length: { } height }, { Length: { } width }, _]
        && padding.Along(true, height, size.Height, dilations.Height, strides.Height)
            == Padding.Same.Along(true, height, size.Height, dilations.Height, strides.Height)
        && padding.Along(false, width, size.Width, dilations.Width, strides.Width)
            == Padding.Same.Along(false, width, size.Width, dilations.Width, strides.Width);
}
