using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>ConvTranspose. ONNX has weights as [C, O, kh, kw].</summary>
internal static class OnnxConvTranspose
{
    /// <summary>Reads a ConvTranspose.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        Value images = node.Images();
        Value weights = node.Step("hwoc", new Transpose(new Permutation(2, 3, 1, 0)), node.Images(1));
        node.Expect("group", 1, 1);
        if (node.Pair("dilations", 1) != (1, 1) || node.Text("auto_pad", "NOTSET") != "NOTSET"
            || node.Attribute("output_shape") is not null)
        {
            throw new GraphException("dilations, auto_pad and output_shape are not supported");
        }

        if (images.Fact.Shape[2].Length is not { } height || images.Fact.Shape[3].Length is not { } width
            || weights.Fact.Shape[0].Length is not { } windowHeight || weights.Fact.Shape[1].Length is not { } windowWidth)
        {
            throw new GraphException("the size of images or weights is open");
        }

        (int Height, int Width) strides = node.Pair("strides", 1);
        int[] pads = OnnxPadding.Lengths(node);
        int[] extra = node.Ints("output_padding") is [var rows, var columns] ? [rows, columns] : [0, 0];
        (int Height, int Width) size = checked((
            ((height - 1) * strides.Height) + windowHeight + extra[0] - pads[0] - pads[2],
            ((width - 1) * strides.Width) + windowWidth + extra[^1] - pads[1] - pads[3]));
        var convolution = new ConvTranspose(strides, Padding.Of(pads[0], pads[2], pads[1], pads[3]), size, DataLayout.ChannelsFirst);
        return node.Has(2) ? node.Result(convolution, images, weights, node.Input(2)) : node.Result(convolution, images, weights);
    }

    /// <summary>Writes a ConvTranspose.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        var convolution = (ConvTranspose)node.Operator;
        if (node.Fact(1).Shape[0].Length is not { } height || node.Fact(1).Shape[1].Length is not { } width)
        {
            throw new GraphException("the weights' shape is not known");
        }

        (int top, int bottom, int moreRows) = Along(true, convolution.OutputSize.Height, height, convolution.Strides.Height);
        (int left, int right, int moreColumns) = Along(false, convolution.OutputSize.Width, width, convolution.Strides.Width);
        string[] inputs = [node.Input(0), node.Transposed(1, 3, 2, 0, 1), .. node.InputCount > 2 ? [node.Input(2)] : Array.Empty<string>()];
        node.Result(
            "ConvTranspose",
            inputs,
            OnnxAttributes.Ints("kernel_shape", height, width),
            OnnxAttributes.Ints("strides", convolution.Strides.Height, convolution.Strides.Width),
            OnnxAttributes.Ints("pads", top, left, bottom, right),
            OnnxAttributes.Ints("output_padding", moreRows, moreColumns));

        (int Before, int After, int More) Along(bool isHeight, int output, int window, int stride)
        {
            (int before, int after) = convolution.Padding.Along(isHeight, output, window, 1, stride);
            int input = convolution.Padding.Count(isHeight, output, window, 1, stride);
            return (before, after, output - (((input - 1) * stride) + window - before - after));
        }
    }
}
