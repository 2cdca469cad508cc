using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Borders around tensors, and images in another size.</summary>
internal static class LiteImages
{
    /// <summary>PAD: zeros, as real numbers.</summary>
    public static ImmutableArray<Value> ReadPad(LiteNodeReader node) => node.Result(Around(node, 0), node.Input(0));

    /// <summary>PADV2: a value.</summary>
    public static ImmutableArray<Value> ReadPadV2(LiteNodeReader node)
    {
        Tensor fill = node.Input(2).How is { } how ? how.ToReal(node.Constant(2)) : node.Constant(2);
        return fill.Length == 1
            ? node.Result(Around(node, fill.ToDoubles()[0]), node.Input(0))
            : throw new GraphException("the value must be one number");
    }

    /// <summary>RESIZE_BILINEAR.</summary>
    public static ImmutableArray<Value> ReadBilinear(LiteNodeReader node) => Resize(node, ResizeKind.Bilinear, node.OptionsOr(
        Schema.BuiltinOptions.ResizeBilinearOptions, o => o.BuiltinOptionsAsResizeBilinearOptions(),
        o => (o.AlignCorners, o.HalfPixelCenters), (false, false)));

    /// <summary>RESIZE_NEAREST_NEIGHBOR.</summary>
    public static ImmutableArray<Value> ReadNearest(LiteNodeReader node) => Resize(node, ResizeKind.Nearest, node.OptionsOr(
        Schema.BuiltinOptions.ResizeNearestNeighborOptions, o => o.BuiltinOptionsAsResizeNearestNeighborOptions(),
        o => (o.AlignCorners, o.HalfPixelCenters), (false, false)));

    private static ImmutableArray<Value> Resize(LiteNodeReader node, ResizeKind kind, (bool AlignCorners, bool HalfPixelCenters) options)
    {
        ResizeCoordinates coordinates = options switch
        {
            (true, true) => throw new GraphException("aligned corners and half pixel centres exclude each other"),
            (true, false) => ResizeCoordinates.AlignCorners,
            (false, true) => ResizeCoordinates.HalfPixel,
            _ => ResizeCoordinates.Legacy,
        };
        return node.Result(new Resize(kind, coordinates, DataLayout.ChannelsLast), node.Input(0), node.Plain(1));
    }

    private static Pad Around(LiteNodeReader node, double fill)
    {
        int[] lengths = node.Indices(1);
        return lengths.Length == 2 * node.Input(0).Rank && lengths.All(l => l >= 0)
            ? new Pad(
                [.. lengths.Where((_, i) => i % 2 == 0)], [.. lengths.Where((_, i) => i % 2 == 1)], PadMode.Constant, fill)
            : throw new GraphException($"borders [{string.Join(", ", lengths)}] of {node.Input(0).Rank} axes");
    }
}
