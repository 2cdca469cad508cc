using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Images in another size.</summary>
internal static class ResizeNodes
{
    /// <summary>ResizeBilinear.</summary>
    public static ImmutableArray<Value> ReadBilinear(NodeReader node) => Read(node, ResizeKind.Bilinear);

    /// <summary>ResizeNearestNeighbor.</summary>
    public static ImmutableArray<Value> ReadNearest(NodeReader node) => Read(node, ResizeKind.Nearest);

    /// <summary>Either of them.</summary>
    public static void Write(NodeWriter writer)
    {
        var resize = (Resize)writer.Node.Operator;
        string op = resize.Kind == ResizeKind.Bilinear ? "ResizeBilinear" : "ResizeNearestNeighbor";
        List<(string, AttrValue)> attributes = [writer.T, ("align_corners", Attr.Of(resize.Coordinates == ResizeCoordinates.AlignCorners))];
        if (resize.Coordinates == ResizeCoordinates.HalfPixel)
        {
            // Versions before 1.14 do not know the attribute.
            attributes.Add(("half_pixel_centers", Attr.Of(true)));
        }

        writer.Emit(op, [writer.Input(0), writer.Indices(1, "size")], [.. attributes]);
    }

    private static ImmutableArray<Value> Read(NodeReader node, ResizeKind kind)
    {
        ResizeCoordinates coordinates = (node.Bool("align_corners", false), node.Bool("half_pixel_centers", false)) switch
        {
            (true, true) => throw new GraphException("align_corners and half_pixel_centers exclude each other"),
            (true, false) => ResizeCoordinates.AlignCorners,
            (false, true) => ResizeCoordinates.HalfPixel,
            _ => ResizeCoordinates.Legacy,
        };
        return [node.Add(new Resize(kind, coordinates, DataLayout.ChannelsLast), node.Input(0), node.Input(1))];
    }
}
