using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Layers that move elements about.</summary>
internal static class ShapeLayers
{
    /// <summary>Flatten: one axis for each photo.</summary>
    public static Value Flatten(LayerReader layer)
    {
        layer.RequireChannelsLast();
        return layer.Input.Fact.Rank == 2 ? layer.Input : Shaped(layer, Count(layer.Input));
    }

    /// <summary>Reshape; one -1 takes what is left over.</summary>
    public static Value Reshape(LayerReader layer)
    {
        int[] target = layer.Config.Ints("target_shape") ?? throw new KerasFormatException("target_shape is missing");
        int open = Array.IndexOf(target, -1);
        if (open >= 0)
        {
            int all = Count(layer.Input);
            long rest = target.Where((_, i) => i != open).Aggregate(1L, (a, b) => a * b);
            target = [.. target];
            target[open] = rest > 0 && all % rest == 0
                ? (int)(all / rest)
                : throw new KerasFormatException($"{layer.Input.Fact} cannot become [{string.Join(", ", target)}]");
        }

        return Shaped(layer, target);
    }

    /// <summary>Permute: axes in another order, counted from 1 without the photos.</summary>
    public static Value Permute(LayerReader layer)
    {
        int[] order = layer.Config.Ints("dims") ?? throw new KerasFormatException("dims is missing");
        int rank = layer.Input.Fact.Rank;
        return order.Order().SequenceEqual(Enumerable.Range(1, rank - 1))
            ? layer.Add(new Transpose(new Permutation([0, .. order])), layer.Input)
            : throw new KerasFormatException($"dims [{string.Join(", ", order)}] is no order of the axes of {layer.Input.Fact}");
    }

    /// <summary>ZeroPadding2D.</summary>
    public static Value Pad(LayerReader layer)
    {
        Value image = layer.Image;
        (int top, int bottom, int left, int right) = Borders(layer, "padding", 1);
        return layer.Add(new Pad([0, top, left, 0], [0, bottom, right, 0], PadMode.Constant, 0), image);
    }

    /// <summary>Cropping2D.</summary>
    public static Value Crop(LayerReader layer)
    {
        Value image = layer.Image;
        (int top, int bottom, int left, int right) = Borders(layer, "cropping", 0);
        return Cut(layer, image, (top, left), (Side(image, 1) - top - bottom, Side(image, 2) - left - right));
    }

    /// <summary>UpSampling2D.</summary>
    public static Value UpSample(LayerReader layer)
    {
        Value image = layer.Image;
        (int height, int width) = layer.Config.Pair("size", 2);
        int[] size = [Times(Side(image, 1), height), Times(Side(image, 2), width)];
        ResizeKind kind = KindOf(layer);
        // TensorFlow.js samples corners here.
        ResizeCoordinates coordinates = layer.Dialect == KerasDialect.TensorFlowJs && kind == ResizeKind.Bilinear
            ? ResizeCoordinates.Legacy
            : ResizeCoordinates.HalfPixel;
        return layer.Add(new Resize(kind, coordinates, DataLayout.ChannelsLast), image, layer.Lengths("size", size));
    }

    /// <summary>A part of pictures.</summary>
    public static Value Cut(LayerReader layer, Value image, (int Top, int Left) start, (int Height, int Width) size)
    {
        if (start.Top < 0 || start.Left < 0 || size.Height < 1 || size.Width < 1)
        {
            throw new KerasFormatException($"nothing of {image.Fact} is left");
        }

        return layer.Add(
            new Slice([1, 2], [start.Top, start.Left], [start.Top + size.Height, start.Left + size.Width], [1, 1]), image);
    }

    /// <summary>How pixels are chosen, by name.</summary>
    public static ResizeKind KindOf(LayerReader layer) => (layer.Config.Text("interpolation") ?? Default(layer)).ToLowerInvariant() switch
    {
        "nearest" => ResizeKind.Nearest,
        "bilinear" => ResizeKind.Bilinear,
        string other => throw new UnsupportedLayerException($"interpolation {other}"),
    };

    /// <summary>Height or width of pictures.</summary>
    public static int Side(Value image, int axis) => LayerReader.Known(image.Fact.Shape[axis], "the size of the picture");

    private static string Default(LayerReader layer) => layer.Layer.ClassName == "UpSampling2D" ? "nearest" : "bilinear";

    private static int Times(int side, int factor)
    {
        long length = (long)side * factor;
        return length is > 0 and <= int.MaxValue ? (int)length : throw new KerasFormatException($"a side of {length} pixels");
    }

    private static Value Shaped(LayerReader layer, params int[] shape)
    {
        ImmutableArray<Dimension> from = layer.Input.Fact.Shape;
        return layer.Add(new Reshape(), layer.Input, layer.Lengths("shape", [from[0].Length ?? -1, .. shape]));
    }

    /// <summary>Elements of a photo.</summary>
    private static int Count(Value value)
    {
        long count = 1;
        foreach (Dimension length in value.Fact.Shape.Skip(1))
        {
            count = Math.Min(count * LayerReader.Known(length, "the shape"), int.MaxValue);
        }

        return count < int.MaxValue ? (int)count : throw new KerasFormatException($"{value.Fact} is too large");
    }

    /// <summary>One number, one for each axis, or one for each side.</summary>
    private static (int Top, int Bottom, int Left, int Right) Borders(LayerReader layer, string name, int fallback)
    {
        float[] all = layer.Config.Numbers(name) ?? [fallback];
        int[] n = Array.ConvertAll(all, v => v is >= 0 and < (1 << 24) && v == MathF.Floor(v)
            ? (int)v
            : throw new KerasFormatException($"{name} is {v}, expected a length"));
        return n switch
        {
            [int each] => (each, each, each, each),
            [int height, int width] => (height, height, width, width),
            [int top, int bottom, int left, int right] => (top, bottom, left, right),
            _ => throw new KerasFormatException($"{name} has {n.Length} numbers, expected 1, 2 or 4"),
        };
    }
}
