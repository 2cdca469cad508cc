using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Convolutions whose filters read all channels, or a group of them.</summary>
internal static class ConvolutionNodes
{
    /// <summary>Conv2D; a filter with fewer input channels than the image reads a group.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) =>
        [node.Add(Operator(node, node.Fact(0), node.Fact(1)), node.Input(0), node.Input(1))];

    /// <summary>The operator for an image and a filter, from the node's strides, dilations and padding.</summary>
    public static Conv Operator(NodeReader node, Fact image, Fact filter)
    {
        if (image.Rank != 4 || filter.Rank != 4)
        {
            throw new GraphException($"image and filter must have 4 axes, not {image.Rank} and {filter.Rank}");
        }

        int? channels = image.Shape[node.Layout == DataLayout.ChannelsLast ? 3 : 1].Length;
        int groups = channels is { } c && filter.Shape[2].Length is { } read and > 0 && c % read == 0 ? Math.Max(1, c / read) : 1;
        return new Conv(node.Size("strides"), node.Size("dilations"), node.Padding, groups, node.Layout);
    }

    /// <summary>
    /// Conv2D for one group, DepthwiseConv2dNative where each channel is a group, else a split: TensorFlow's CPU kernels and OpenCV know no
    /// groups.
    /// </summary>
    public static void Write(NodeWriter writer)
    {
        var conv = (Conv)writer.Node.Operator;
        bool hasBias = writer.Node.Inputs.Length > 2;
        (string image, Padding padding) = PaddingNodes.WriteExplicit(writer, conv.Padding);
        Value filter = writer.Node.Inputs[1];
        string op = "Conv2D";
        string filterReference;
        (int Height, int Width) dilations = conv.Dilations;
        if (conv.Groups > 1)
        {
            // The depthwise kernel wants equal strides, and ignores dilations: these go into the filter.
            if (filter.Fact.Shape[2].Length != 1 || conv.Strides.Height != conv.Strides.Width
                || filter is not { Constant: { Type: ElementType.Float32 } weights })
            {
                WriteGroups(writer, conv, image, padding, hasBias);
                return;
            }

            op = "DepthwiseConv2dNative";
            weights = Dilated(weights, dilations);
            dilations = (1, 1);
            filterReference = writer.Constant(
                "depthwise_weights", weights.Reshape(weights.Shape[0], weights.Shape[1], conv.Groups, weights.Shape[3] / conv.Groups));
        }
        else
        {
            filterReference = writer.Input(1);
        }

        (string, AttrValue)[] attributes = Attributes(writer, conv.Strides, dilations, padding);
        if (hasBias)
        {
            string result = writer.EmitInner(op, op, [image, filterReference], attributes);
            writer.Emit("BiasAdd", [result, writer.Input(2)], writer.T);
            return;
        }

        writer.Emit(op, [image, filterReference], attributes);
    }

    private static void WriteGroups(NodeWriter writer, Conv conv, string image, Padding padding, bool hasBias)
    {
        string images = SplitEvenly("split", image);
        string filters = SplitEvenly("weights/split", writer.Input(1));
        var results = new List<string>();
        for (int i = 0; i < conv.Groups; i++)
        {
            string output = i == 0 ? string.Empty : $":{i}";
            results.Add(writer.EmitInner(
                $"Conv2D_{i}", "Conv2D", [images + output, filters + output], Attributes(writer, conv.Strides, conv.Dilations, padding)));
        }

        results.Add(writer.Constant("concat/axis", Tensor.Scalar(3)));
        (string, AttrValue)[] attributes = [writer.T, ("N", Attr.Of(conv.Groups)), ("Tidx", Attr.Of(ElementType.Int32))];
        if (hasBias)
        {
            writer.Emit("BiasAdd", [writer.EmitInner("concat", "ConcatV2", results, attributes), writer.Input(2)], writer.T);
            return;
        }

        writer.Emit("ConcatV2", results, attributes);

        string SplitEvenly(string suffix, string what) =>
            writer.EmitInner(suffix, "Split", [writer.Constant($"{suffix}/axis", Tensor.Scalar(3)), what], writer.T,
                ("num_split", Attr.Of(conv.Groups)));
    }

    private static (string, AttrValue)[] Attributes(
        NodeWriter writer, (int Height, int Width) strides, (int Height, int Width) dilations, Padding padding)
    {
        List<(string, AttrValue)> attributes = [writer.T, ("strides", Attr.Of(strides)), ("padding", PaddingNodes.Attribute(padding))];
        if (dilations != (1, 1))
        {
            // Versions before 1.6 do not know the attribute.
            attributes.Add(("dilations", Attr.Of(dilations)));
        }

        return [.. attributes];
    }

    /// <summary>The filter with zeros between its points.</summary>
    private static Tensor Dilated(Tensor weights, (int Height, int Width) dilations)
    {
        if (dilations == (1, 1))
        {
            return weights;
        }

        int rest = weights.Shape[2] * weights.Shape[3];
        int height = ((weights.Shape[0] - 1) * dilations.Height) + 1;
        int width = ((weights.Shape[1] - 1) * dilations.Width) + 1;
        int[] shape = [height, width, weights.Shape[2], weights.Shape[3]];
        float[] wide = new float[Tensor.LengthOf(shape)];
        for (int y = 0; y < weights.Shape[0]; y++)
        {
            for (int x = 0; x < weights.Shape[1]; x++)
            {
                weights.Floats.Slice(((y * weights.Shape[1]) + x) * rest, rest)
                    .CopyTo(wide.AsSpan(((y * dilations.Height * width) + (x * dilations.Width)) * rest));
            }
        }

        return Tensor.Of(wide, shape);
    }
}
