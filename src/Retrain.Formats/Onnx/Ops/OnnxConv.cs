using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Conv. ONNX has weights as [O, C / groups, kh, kw].</summary>
internal static class OnnxConv
{
    /// <summary>Reads a Conv.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        Value images = node.Images();
        Value weights = node.Turned("hwio", node.Images(1), new Permutation(2, 3, 1, 0));
        (int Height, int Width) strides = node.Pair("strides", 1);
        (int Height, int Width) dilations = node.Pair("dilations", 1);
        ImmutableArray<Dimension> shape = weights.Fact.Shape;
        if (shape[0].Length is not { } height || shape[1].Length is not { } width)
        {
            throw new GraphException("the weights' shape is not known");
        }

        Padding padding = OnnxPadding.Read(node, (height, width), dilations, strides);
        var convolution = new Conv(strides, dilations, padding, node.Int32("group", 1), DataLayout.ChannelsFirst);
        return node.Has(2) ? node.Result(convolution, images, weights, node.Input(2)) : node.Result(convolution, images, weights);
    }

    /// <summary>Writes a Conv.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        var convolution = (Conv)node.Operator;
        ImmutableArray<Dimension> shape = node.Fact(1).Shape;
        if (shape[0].Length is not { } height || shape[1].Length is not { } width)
        {
            throw new GraphException("the weights' shape is not known");
        }

        string[] inputs = [node.Input(0), node.Transposed(1, 3, 2, 0, 1), .. node.InputCount > 2 ? [node.Input(2)] : Array.Empty<string>()];
        node.Result("Conv", inputs,
        [
            OnnxAttributes.Ints("kernel_shape", height, width),
            OnnxAttributes.Ints("strides", convolution.Strides.Height, convolution.Strides.Width),
            OnnxAttributes.Ints("dilations", convolution.Dilations.Height, convolution.Dilations.Width),
            OnnxAttributes.Int("group", convolution.Groups),
            .. node.Padding(convolution.Padding, (height, width), convolution.Dilations, convolution.Strides),
        ]);
    }
}
