using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Convolutions. Filters are stored as [O, kh, kw, C], those of depthwise ones as [1, kh, kw, C M].</summary>
internal static class LiteConvolutions
{
    /// <summary>CONV_2D; a filter with fewer input channels than the image reads a group.</summary>
    public static ImmutableArray<Value> ReadConv(LiteNodeReader node)
    {
        Schema.Conv2DOptions options = node.Options(Schema.BuiltinOptions.Conv2DOptions, o => o.BuiltinOptionsAsConv2DOptions());
        LiteOperand weights = node.Transposed("weights", node.Input(1), 1, 2, 3, 0);
        int channels = Channels(node);
        int read = weights.Fact.Shape[2].Length ?? throw new GraphException("the filter's channels must be known");
        return Convolve(
            node, weights, PaddingOf(options.Padding), (options.StrideH, options.StrideW),
            (options.DilationHFactor, options.DilationWFactor),
            read > 0 && channels % read == 0 ? channels / read : throw new GraphException($"{channels} channels and a filter of {read}"),
            options.FusedActivationFunction);
    }

    /// <summary>DEPTHWISE_CONV_2D: a group for each channel.</summary>
    public static ImmutableArray<Value> ReadDepthwise(LiteNodeReader node)
    {
        Schema.DepthwiseConv2DOptions options = node.Options(
            Schema.BuiltinOptions.DepthwiseConv2DOptions, o => o.BuiltinOptionsAsDepthwiseConv2DOptions());
        LiteOperand weights = node.Input(1);
        if (weights.Fact.KnownShape is not [1, int height, int width, int outputs])
        {
            throw new GraphException($"a filter [{string.Join(", ", weights.Fact.Shape)}], expected [1, height, width, channels]");
        }

        return Convolve(
            node, node.Reshaped("weights", weights, height, width, 1, outputs), PaddingOf(options.Padding),
            (options.StrideH, options.StrideW), (options.DilationHFactor, options.DilationWFactor), Channels(node),
            options.FusedActivationFunction);
    }

    /// <summary>TRANSPOSE_CONV; inputs: shape of the output, filter [O, kh, kw, C], images, perhaps bias.</summary>
    public static ImmutableArray<Value> ReadTransposed(LiteNodeReader node)
    {
        Schema.TransposeConvOptions options = node.Options(
            Schema.BuiltinOptions.TransposeConvOptions, o => o.BuiltinOptionsAsTransposeConvOptions());
        ImmutableArray<int> declared = node.Outputs[0].Shape;
        (int, int) size = node.Plain(0).Fact.Content is [_, { Length: int height }, { Length: int width }, _]
            ? (height, width)
            : declared is [_, int h, int w, _] ? (h, w) : throw new GraphException("the size of the output is not known");
        LiteOperand weights = node.Transposed("weights", node.Input(1), 1, 2, 0, 3);
        var conv = new ConvTranspose((options.StrideH, options.StrideW), PaddingOf(options.Padding), size, DataLayout.ChannelsLast);
        return node.Has(3)
            ? node.Result(options.FusedActivationFunction, conv, node.Input(2), weights, node.Input(3))
            : node.Result(options.FusedActivationFunction, conv, node.Input(2), weights);
    }

    /// <summary>How far windows lie outside.</summary>
    public static Padding PaddingOf(Schema.Padding padding) => padding switch
    {
        Schema.Padding.SAME => Padding.Same,
        Schema.Padding.VALID => Padding.Valid,
        _ => throw new GraphException($"padding {padding}"),
    };

    private static ImmutableArray<Value> Convolve(
        LiteNodeReader node, LiteOperand weights, Padding padding, (int, int) strides, (int, int) dilations, int groups,
        Schema.Activation activation)
    {
        var conv = new Conv(strides, dilations, padding, groups, DataLayout.ChannelsLast);
        LiteOperand image = node.Input(0);
        return node.Has(2)
            ? node.Result(activation, conv, image, weights, LiteMatrices.Bias(node, image, weights, 2))
            : node.Result(activation, conv, image, weights);
    }

    private static int Channels(LiteNodeReader node) => node.Input(0).Fact.Shape is [_, _, _, { Length: int channels }]
        ? channels
        : throw new GraphException($"images [{string.Join(", ", node.Input(0).Fact.Shape)}], expected four axes with known channels");
}
