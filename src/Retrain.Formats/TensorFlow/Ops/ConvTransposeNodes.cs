using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Gradients of convolutions, which enlarge images.</summary>
internal static class ConvTransposeNodes
{
    /// <summary>Conv2DBackpropInput: the size of the result comes as a list.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        if (node.Size("dilations") != (1, 1))
        {
            throw new UnsupportedOpException("dilations");
        }

        ImmutableArray<Dimension> size = node.Content(0);
        int first = size.Length == 2 ? 0 : node.Layout == DataLayout.ChannelsLast ? 1 : 2;
        if (size.Length is not (2 or 4) || size[first].Length is not { } height || size[first + 1].Length is not { } width)
        {
            throw new UnsupportedOpException("height and width of the result must be known");
        }

        return [node.Add(
            new ConvTranspose(node.Size("strides"), node.Padding, (height, width), node.Layout), node.Input(2), node.Input(1))];
    }

    /// <summary>Explicit padding is what is cut off the result of a convolution without any.</summary>
    public static void Write(NodeWriter writer)
    {
        var conv = (ConvTranspose)writer.Node.Operator;
        bool isCut = conv.Padding.Kind == PaddingKind.Explicit;
        bool hasBias = writer.Node.Inputs.Length > 2;
        int height = conv.OutputSize.Height + conv.Padding.Top + conv.Padding.Bottom;
        int width = conv.OutputSize.Width + conv.Padding.Left + conv.Padding.Right;
        int channels = writer.Fact(1).Shape[2].Length ?? throw new GraphException("the number of the filter's channels must be known");
        string[] inputs = [Size(writer, height, width, channels), writer.Input(1), writer.Input(0)];
        (string, AttrValue)[] attributes =
            [writer.T, ("strides", Attr.Of(conv.Strides)), ("padding", PaddingNodes.Attribute(isCut ? Padding.Valid : conv.Padding))];
        if (!isCut && !hasBias)
        {
            writer.Emit("Conv2DBackpropInput", inputs, attributes);
            return;
        }

        string result = writer.EmitInner("conv2d_transpose", "Conv2DBackpropInput", inputs, attributes);
        if (isCut)
        {
            string[] cut =
            [
                result,
                writer.Indices("Slice/begin", 0, conv.Padding.Top, conv.Padding.Left, 0),
                writer.Indices("Slice/size", -1, conv.OutputSize.Height, conv.OutputSize.Width, -1),
            ];
            (string, AttrValue)[] slice = [writer.T, ("Index", Attr.Of(ElementType.Int32))];
            if (!hasBias)
            {
                writer.Emit("Slice", cut, slice);
                return;
            }

            result = writer.EmitInner("Slice", "Slice", cut, slice);
        }

        writer.Emit("BiasAdd", [result, writer.Input(2)], writer.T);
    }

    private static string Size(NodeWriter writer, int height, int width, int channels)
    {
        if (writer.Fact(0).Shape[0].Length is { } photos)
        {
            return writer.Indices("input_sizes", photos, height, width, channels);
        }

        string shape = writer.EmitInner("Shape", "Shape", [writer.Input(0)], writer.T, ("out_type", Attr.Of(ElementType.Int32)));
        string first = writer.EmitInner(
            "photos",
            "Slice",
            [shape, writer.Indices("photos/begin", 0), writer.Indices("photos/size", 1)],
            ("T", Attr.Of(ElementType.Int32)),
            ("Index", Attr.Of(ElementType.Int32)));
        return writer.EmitInner(
            "input_sizes",
            "ConcatV2",
            [first, writer.Indices("input_sizes/image", height, width, channels), writer.Constant("input_sizes/axis", Tensor.Scalar(0))],
            ("T", Attr.Of(ElementType.Int32)),
            ("N", Attr.Of(2)),
            ("Tidx", Attr.Of(ElementType.Int32)));
    }
}
