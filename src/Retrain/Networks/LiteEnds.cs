using Retrain.Formats.TensorFlowLite;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Networks;

/// <summary>Real numbers at both ends of a network that takes and gives whole ones, and the values that its pixels have.</summary>
internal static class LiteEnds
{
    private const float BrightestPixel = 255;

    /// <summary>The network from float32 pictures to a float32 output, and what black and white are in its input.</summary>
    /// <param name="network">As the file has it: one image input, one output.</param>
    /// <param name="input">The input in the file.</param>
    /// <param name="output">The output in the file.</param>
    /// <param name="metadata">What the file says about itself.</param>
    public static (Network Network, float Black, float White) Of(
        Network network, LiteTensor input, LiteTensor output, LiteMetadata? metadata)
    {
        (float black, float white) = Range(network, input, metadata);
        bool isUneven = metadata is { Channels.Count: 3 };
        network = input switch
        {
            { Quantization: { } how } => Rewriter.Precede(network, (builder, old) =>
                builder.Add($"{old.Name}/levels", new Quantize(how), Normalized(builder, Photos(builder, old)))),
            { ElementType: ElementType.UInt8 } => Rewriter.Precede(network, Bytes),
            _ when isUneven => Rewriter.Precede(network, (builder, old) => Normalized(builder, Photos(builder, old))),
            _ => network,
        };
        network = output.Quantization is { } levels
            ? Rewriter.Extend(network, (builder, value) => builder.Add($"{output.Name}/real", new Dequantize(levels), value))
            : network;
        return (network, black, white);

        Value Normalized(NetworkBuilder builder, Value photos)
        {
            if (!isUneven)
            {
                return photos;
            }

            Value means = builder.Constant($"{photos.Name}/means", Tensor.Of(metadata!.Channels.Select(c => c.Mean).ToArray(), 3));
            Value stds = builder.Constant($"{photos.Name}/stds", Tensor.Of(metadata.Channels.Select(c => c.Std).ToArray(), 3));
            Value moved = builder.Add($"{photos.Name}/moved", new Binary(BinaryKind.Sub), photos, means);
            return builder.Add($"{photos.Name}/normalised", new Binary(BinaryKind.Div), moved, stds);
        }
    }

    private static Value Photos(NetworkBuilder builder, Value old) =>
        builder.Input(old.Name, ElementType.Float32, old.Fact.Shape.AsSpan());

    /// <summary>Bytes of pixels 0 to 255, rounded.</summary>
    private static Value Bytes(NetworkBuilder builder, Value old)
    {
        Value rounded = builder.Add($"{old.Name}/rounded", new Unary(UnaryKind.Round), Photos(builder, old));
        Value limited = builder.Add($"{old.Name}/limited", new Clip(0, BrightestPixel), rounded);
        return builder.Add($"{old.Name}/bytes", new Cast(ElementType.UInt8), limited);
    }

    /// <summary>
    /// As the metadata says; else a byte of a picture is a level of the input; else as the first steps of the network tell; else 0 to 1.
    /// </summary>
    private static (float Black, float White) Range(Network network, LiteTensor input, LiteMetadata? metadata)
    {
        if (metadata is { Channels.Count: 3 })
        {
            return (0, BrightestPixel);
        }

        if (metadata is { HasNormalization: true })
        {
            return ((0 - metadata.Mean) / metadata.Std, (BrightestPixel - metadata.Mean) / metadata.Std);
        }

        return input switch
        {
            { Quantization: { } how } => (Real(how, how.Lowest), Real(how, how.Highest)),
            { ElementType: ElementType.UInt8 } => (0, BrightestPixel),
            _ => (0, InputRange.White(network) ?? 1),
        };
    }

    private static float Real(Quantization how, int level) => (level - how.ZeroPoints[0]) * how.Scales[0];
}
