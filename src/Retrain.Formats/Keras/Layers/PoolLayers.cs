using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Pools.</summary>
internal static class PoolLayers
{
    /// <summary>MaxPooling2D.</summary>
    public static Value Max(LayerReader layer)
    {
        (var window, var strides, Padding padding) = Window(layer);
        return layer.Add(new MaxPool(window, strides, padding, DataLayout.ChannelsLast), layer.Image);
    }

    /// <summary>AveragePooling2D: what lies outside the picture does not count.</summary>
    public static Value Average(LayerReader layer)
    {
        (var window, var strides, Padding padding) = Window(layer);
        return layer.Add(new AveragePool(window, strides, padding, CountsPadding: false, DataLayout.ChannelsLast), layer.Image);
    }

    /// <summary>GlobalAveragePooling2D and its kin for sequences.</summary>
    public static Value GlobalAverage(LayerReader layer) => Global(layer, ReduceKind.Mean);

    /// <summary>GlobalMaxPooling2D and its kin for sequences.</summary>
    public static Value GlobalMax(LayerReader layer) => Global(layer, ReduceKind.Max);

    private static Value Global(LayerReader layer, ReduceKind kind)
    {
        layer.RequireChannelsLast();
        int rank = layer.Input.Fact.Rank;
        if (rank < 3)
        {
            throw new KerasFormatException($"it takes {layer.Input.Fact}; three axes or more are needed");
        }

        ImmutableArray<int> axes = [.. Enumerable.Range(1, rank - 2)];
        return layer.Add(new Reduce(kind, axes, layer.Config.Bool("keepdims", false)), layer.Input);
    }

    private static ((int, int) Window, (int, int) Strides, Padding Padding) Window(LayerReader layer)
    {
        (int Height, int Width) window = layer.Config.Pair("pool_size", 2);
        (int Height, int Width) strides = layer.Config.Find("strides") is null ? window : layer.Config.Pair("strides", 1);
        return (window, strides, ConvolutionLayers.PaddingOf(layer));
    }
}
