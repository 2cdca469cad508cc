using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>MaxPool, AveragePool and those over the whole image.</summary>
internal static class OnnxPools
{
    /// <summary>Reads a MaxPool.</summary>
    public static ImmutableArray<Value> ReadMaxPool(OnnxNodeReader node)
    {
        if (node.Gives(1) || node.Pair("dilations", 1) != (1, 1))
        {
            throw new GraphException("indices and dilations are not supported");
        }

        ((int Height, int Width) window, (int Height, int Width) strides, Padding padding) = Window(node);
        return node.Result(new MaxPool(window, strides, padding, DataLayout.ChannelsFirst), node.Images());
    }

    /// <summary>Reads an AveragePool.</summary>
    public static ImmutableArray<Value> ReadAveragePool(OnnxNodeReader node)
    {
        if (node.Pair("dilations", 1) != (1, 1))
        {
            throw new GraphException("dilations are not supported");
        }

        ((int Height, int Width) window, (int Height, int Width) strides, Padding padding) = Window(node);
        return node.Result(
            new AveragePool(window, strides, padding, node.Flag("count_include_pad", false), DataLayout.ChannelsFirst), node.Images());
    }

    /// <summary>Reads a GlobalAveragePool or GlobalMaxPool.</summary>
    public static ImmutableArray<Value> ReadGlobal(OnnxNodeReader node)
    {
        ReduceKind kind = node.OpType == "GlobalMaxPool" ? ReduceKind.Max : ReduceKind.Mean;
        return node.Result(new Reduce(kind, [.. Enumerable.Range(2, Math.Max(0, node.Input(0).Fact.Rank - 2))], true), node.Input(0));
    }

    /// <summary>Writes a MaxPool.</summary>
    public static void WriteMaxPool(OnnxNodeWriter node)
    {
        var pool = (MaxPool)node.Operator;
        node.Result("MaxPool", [node.Input(0)],
        [
            OnnxAttributes.Ints("kernel_shape", pool.Window.Height, pool.Window.Width),
            OnnxAttributes.Ints("strides", pool.Strides.Height, pool.Strides.Width),
            .. node.Padding(pool.Padding, pool.Window, (1, 1), pool.Strides),
        ]);
    }

    /// <summary>Writes an AveragePool.</summary>
    public static void WriteAveragePool(OnnxNodeWriter node)
    {
        var pool = (AveragePool)node.Operator;
        node.Result("AveragePool", [node.Input(0)],
        [
            OnnxAttributes.Ints("kernel_shape", pool.Window.Height, pool.Window.Width),
            OnnxAttributes.Ints("strides", pool.Strides.Height, pool.Strides.Width),
            OnnxAttributes.Flag("count_include_pad", pool.CountsPadding),
            .. node.Padding(pool.Padding, pool.Window, (1, 1), pool.Strides),
        ]);
    }

    private static ((int Height, int Width) Window, (int Height, int Width) Strides, Padding Padding) Window(OnnxNodeReader node)
    {
        _ = node.Images();
        (int Height, int Width) window = node.Pair("kernel_shape", 0);
        (int Height, int Width) strides = node.Pair("strides", 1);
        return (window, strides, OnnxPadding.Read(node, window, (1, 1), strides));
    }
}
