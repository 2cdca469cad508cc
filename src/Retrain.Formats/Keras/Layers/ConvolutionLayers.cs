using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Convolutions.</summary>
internal static class ConvolutionLayers
{
    /// <summary>Conv2D: kernel [kh, kw, C / groups, O].</summary>
    public static Value Convolution(LayerReader layer)
    {
        Value image = layer.Image;
        Value kernel = Kernel(layer, "kernel");
        return Finish(layer, layer.Steps(image).Then("Conv2D", Operator(layer, Groups(layer)), [kernel, .. Bias(layer)]));
    }

    /// <summary>DepthwiseConv2D: kernel [kh, kw, C, M], each channel for itself.</summary>
    public static Value Depthwise(LayerReader layer)
    {
        Value image = layer.Image;
        Value kernel = PerChannel(layer, Kernel(layer, "depthwise_kernel", "kernel"));
        return Finish(layer, layer.Steps(image).Then(
            "depthwise", Operator(layer, Channels(image, kernel)), [kernel, .. Bias(layer)]));
    }

    /// <summary>SeparableConv2D: each channel for itself, then all channels of a pixel.</summary>
    public static Value Separable(LayerReader layer)
    {
        Value image = layer.Image;
        Value depthwise = PerChannel(layer, Kernel(layer, "depthwise_kernel"));
        Value pointwise = Kernel(layer, "pointwise_kernel");
        return Finish(layer, layer.Steps(image)
            .Then("depthwise", Operator(layer, Channels(image, depthwise)), depthwise)
            .Then("pointwise", new Conv((1, 1), (1, 1), Padding.Valid, 1, DataLayout.ChannelsLast), [pointwise, .. Bias(layer)]));
    }

    /// <summary>Conv2DTranspose: kernel [kh, kw, O, C].</summary>
    public static Value Transposed(LayerReader layer)
    {
        Value image = layer.Image;
        Value kernel = Kernel(layer, "kernel");
        (int Height, int Width) strides = layer.Config.Pair("strides", 1);
        if (layer.Config.Pair("dilation_rate", 1) != (1, 1))
        {
            throw new UnsupportedLayerException("dilation_rate of a transposed convolution");
        }

        Padding padding = PaddingOf(layer);
        (int Height, int Width)? more = layer.Config.Find("output_padding") is null ? null : layer.Config.Pair("output_padding", 0);
        int Side(int axis, int stride, int? extra)
        {
            long length = LayerReader.Known(image.Fact.Shape[axis], "the size of the picture");
            int window = kernel.Constant!.Shape[axis - 1];
            long side = extra is { } rest
                ? ((length - 1) * stride) + window - (padding.Kind == PaddingKind.Same ? 2 * (window / 2) : 0) + rest
                : (length * stride) + (padding.Kind == PaddingKind.Same ? 0 : Math.Max(window - stride, 0));
            return side is > 0 and <= int.MaxValue ? (int)side : throw new KerasFormatException($"its output would be {side} pixels wide");
        }

        (int, int) size = (Side(1, strides.Height, more?.Height), Side(2, strides.Width, more?.Width));
        return Finish(layer, layer.Steps(image).Then(
            "conv2d_transpose", new ConvTranspose(strides, padding, size, DataLayout.ChannelsLast), [kernel, .. Bias(layer)]));
    }

    /// <summary>Padding of a window by its name.</summary>
    public static Padding PaddingOf(LayerReader layer) =>
        (layer.Config.Text("padding") ?? layer.Config.Text("border_mode") ?? "valid").ToLowerInvariant() switch
        {
            "same" => Padding.Same,
            "valid" => Padding.Valid,
            string other => throw new UnsupportedLayerException($"padding {other}"),
        };

    private static Value Finish(LayerReader layer, LayerSteps steps)
    {
        Activations.Apply(layer, steps, layer.Config.Find("activation"));
        return steps.Finish();
    }

    private static Conv Operator(LayerReader layer, int groups) => new(
        layer.Config.Pair("strides", 1), layer.Config.Pair("dilation_rate", 1), PaddingOf(layer), groups, DataLayout.ChannelsLast);

    private static int Groups(LayerReader layer) => layer.Config.Int("groups") ?? 1;

    private static Value Kernel(LayerReader layer, params string[] names)
    {
        Value kernel = layer.Weight(names);
        return kernel.Fact.Rank == 4
            ? kernel
            : throw new KerasFormatException($"its weight '{names[0]}' is {kernel.Fact}; four axes are needed");
    }

    /// <summary>[kh, kw, C, M] as [kh, kw, 1, C M].</summary>
    private static Value PerChannel(LayerReader layer, Value kernel)
    {
        var shape = kernel.Constant!.Shape;
        return layer.Reshaped("per_channel", kernel, shape[0], shape[1], 1, checked(shape[2] * shape[3]));
    }

    private static int Channels(Value image, Value perChannel)
    {
        int channels = image.Fact.Shape[3].Length ?? perChannel.Constant!.Shape[3];
        return channels > 0 ? channels : throw new KerasFormatException("it takes pictures without channels");
    }

    private static Value[] Bias(LayerReader layer) => layer.Config.Bool("use_bias", true) ? [layer.Weight("bias")] : [];
}
