using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Layers that prepare pictures.</summary>
internal static class PreprocessingLayers
{
    /// <summary>Keras divides by no smaller deviation.</summary>
    private const double LeastDeviation = 1e-7;

    /// <summary>Rescaling: x scale + offset, numbers or one a channel.</summary>
    public static Value Rescale(LayerReader layer)
    {
        LayerSteps steps = layer.Steps(layer.Input).Then(
            "scaled", new Binary(BinaryKind.Mul), Numbers(layer, "scale", layer.Config.Numbers("scale") ?? [1]));
        float[] offset = layer.Config.Numbers("offset") ?? [0];
        if (offset.Any(o => o != 0))
        {
            steps.Then("shifted", new Binary(BinaryKind.Add), Numbers(layer, "offset", offset));
        }

        return steps.Finish();
    }

    /// <summary>Normalization: (x - mean) / deviation, given or learnt; inverted on demand.</summary>
    public static Value Normalize(LayerReader layer)
    {
        int rank = layer.Input.Fact.Rank;
        if (layer.Config.Ints("axis") is [int axis] && LayerReader.Axis(axis, rank) != rank - 1)
        {
            throw new UnsupportedLayerException($"axis {axis}");
        }

        float[] mean;
        double[] variance;
        if (layer.Config.Numbers("mean") is { } given)
        {
            mean = given;
            variance = Array.ConvertAll(
                layer.Config.Numbers("variance") ?? throw new KerasFormatException("variance is missing"), v => (double)v);
        }
        else
        {
            mean = layer.Weight("mean").Constant!.Floats.ToArray();
            variance = layer.Weight("variance").Constant!.ToDoubles();
        }

        float[] deviation = Array.ConvertAll(variance, v => (float)Math.Max(Math.Sqrt(v), LeastDeviation));
        Value m = Numbers(layer, "mean", mean);
        Value d = Numbers(layer, "deviation", deviation);
        return layer.Config.Bool("invert", false)
            ? layer.Steps(layer.Input).Then("scaled", new Binary(BinaryKind.Mul), d).Then("shifted", new Binary(BinaryKind.Add), m).Finish()
            : layer.Steps(layer.Input).Then("centred", new Binary(BinaryKind.Sub), m)
                .Then("scaled", new Binary(BinaryKind.Div), d).Finish();
    }

    /// <summary>Resizing without regard to the picture's shape; whoever prepares pictures of its size has done it already.</summary>
    public static Value Resize(LayerReader layer)
    {
        Value image = layer.Image;
        (int height, int width) = Size(layer);
        if (image.Fact.Shape[1].Length == height && image.Fact.Shape[2].Length == width)
        {
            return image;
        }

        bool crops = layer.Config.Bool("crop_to_aspect_ratio", false);
        if (crops || layer.Config.Bool("pad_to_aspect_ratio", false))
        {
            throw new UnsupportedLayerException(crops ? "crop_to_aspect_ratio" : "pad_to_aspect_ratio");
        }

        if (layer.Config.Bool("antialias", false))
        {
            throw new UnsupportedLayerException("antialias");
        }

        ResizeKind kind = ShapeLayers.KindOf(layer);
        // TensorFlow.js aligns corners here.
        ResizeCoordinates coordinates =
            layer.Dialect == KerasDialect.TensorFlowJs ? ResizeCoordinates.AlignCorners : ResizeCoordinates.HalfPixel;
        return layer.Add(new Resize(kind, coordinates, DataLayout.ChannelsLast), image, layer.Lengths("size", height, width));
    }

    /// <summary>CenterCrop of pictures that are large enough.</summary>
    public static Value CentreCrop(LayerReader layer)
    {
        Value image = layer.Image;
        (int height, int width) = Size(layer);
        (int top, int left) = ((ShapeLayers.Side(image, 1) - height) / 2, (ShapeLayers.Side(image, 2) - width) / 2);
        return ShapeLayers.Side(image, 1) >= height && ShapeLayers.Side(image, 2) >= width
            ? ShapeLayers.Cut(layer, image, (top, left), (height, width))
            : throw new UnsupportedLayerException($"pictures smaller than {width} x {height}");
    }

    /// <summary>Height and width of what comes out.</summary>
    public static (int Height, int Width) Size(LayerReader layer) =>
        layer.Config.Int("height") is { } height and > 0 && layer.Config.Int("width") is { } width and > 0
            ? (height, width)
            : throw new KerasFormatException("height and width must be numbers above 0");

    private static Value Numbers(LayerReader layer, string name, float[] numbers) =>
        layer.Constant(name, numbers is [float only] ? Tensor.Scalar(only) : Tensor.Of(numbers, numbers.Length));
}
