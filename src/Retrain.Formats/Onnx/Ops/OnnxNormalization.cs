using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Normalizations. Those that go by what a photo has, not by stored statistics, are made of simpler operators.</summary>
internal static class OnnxNormalization
{
    /// <summary>Reads a BatchNormalization as it runs after training.</summary>
    public static ImmutableArray<Value> ReadBatchNorm(OnnxNodeReader node)
    {
        node.Expect("training_mode", 0, 0);
        node.Expect("spatial", 1, 1);
        float epsilon = node.Float("epsilon", 1e-5f);
        Value[] inputs = [.. Enumerable.Range(0, 5).Select(node.Input)];
        if (inputs[0].Fact.Rank == 4)
        {
            return [node.Result(new BatchNorm(epsilon, DataLayout.ChannelsFirst), inputs)[0]];
        }

        if (inputs[0].Fact.Rank != 2)
        {
            throw new GraphException($"{inputs[0].Fact.Rank} axes; 2 or 4 are supported");
        }

        Value variance = node.Step("variance", new Binary(BinaryKind.Add), inputs[4], node.Scalar("epsilon", epsilon));
        Value scale = node.Step("scale", new Binary(BinaryKind.Mul), inputs[1], node.Step("rsqrt", new Unary(UnaryKind.Rsqrt), variance));
        Value centred = node.Step("centred", new Binary(BinaryKind.Sub), inputs[0], inputs[3]);
        return node.Result(new Binary(BinaryKind.Add), node.Step("scaled", new Binary(BinaryKind.Mul), centred, scale), inputs[2]);
    }

    /// <summary>Reads an LRN, which divides alpha by the size of the window.</summary>
    public static ImmutableArray<Value> ReadLocalResponseNorm(OnnxNodeReader node)
    {
        int size = node.Int32("size", 0);
        if (size < 1 || size % 2 == 0)
        {
            throw new GraphException($"size = {size}; odd numbers are supported");
        }

        var norm = new LocalResponseNorm((size - 1) / 2, node.Float("bias", 1), node.Float("alpha", 0.0001f) / size,
            node.Float("beta", 0.75f), DataLayout.ChannelsFirst);
        return node.Result(norm, node.Images());
    }

    /// <summary>Reads a LayerNormalization: every row gets mean 0 and deviation 1, then a factor and a summand an element.</summary>
    public static ImmutableArray<Value> ReadLayerNorm(OnnxNodeReader node) => ReadLayerNorm(node, 1e-5f);

    /// <summary>As <see cref="ReadLayerNorm(OnnxNodeReader)"/>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="usualEpsilon">What is added to the variance where the node does not say it.</param>
    public static ImmutableArray<Value> ReadLayerNorm(OnnxNodeReader node, float usualEpsilon)
    {
        Value x = node.Input(0);
        ImmutableArray<int> axes = LastAxes(node, x.Fact.Rank);
        (Value normal, Value mean, Value deviation) = Normalized(node, x, axes, "", usualEpsilon);
        Value scaled = node.Has(2)
            ? node.Step("scaled", new Binary(BinaryKind.Mul), normal, node.Input(1))
            : node.Result(new Binary(BinaryKind.Mul), normal, node.Input(1))[0];
        Value y = node.Has(2) ? node.Result(new Binary(BinaryKind.Add), scaled, node.Input(2))[0] : scaled;
        return node.Gives(1) || node.Gives(2)
            ? [y, mean, node.Step("inverse", new Unary(UnaryKind.Reciprocal), deviation)]
            : [y];
    }

    /// <summary>Reads an RMSNormalization, which leaves the mean where it is.</summary>
    public static ImmutableArray<Value> ReadRmsNorm(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        var mean = new Reduce(ReduceKind.Mean, LastAxes(node, x.Fact.Rank), KeepDims: true);
        Value squares = node.Step("mean_square", mean, node.Step("square", new Unary(UnaryKind.Square), x));
        Value normal = node.Step("normal", new Binary(BinaryKind.Div), x, Root(node, squares));
        return node.Result(new Binary(BinaryKind.Mul), normal, node.Input(1));
    }

    /// <summary>Reads an InstanceNormalization: each channel of each photo by itself.</summary>
    public static ImmutableArray<Value> ReadInstanceNorm(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        if (x.Fact.Rank < 3)
        {
            throw new GraphException($"{x.Fact.Rank} axes; 3 or more are supported");
        }

        Value normal = Normalized(node, x, [.. Enumerable.Range(2, x.Fact.Rank - 2)], "").Normal;
        return PerChannel(node, normal, x.Fact.Rank);
    }

    /// <summary>Reads a GroupNormalization: each group of channels of each photo by itself.</summary>
    public static ImmutableArray<Value> ReadGroupNorm(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int groups = node.Int32("num_groups", 0);
        if (x.Fact.Rank < 3 || groups < 1 || x.Fact.Shape[1].Length is not { } channels || channels % groups != 0)
        {
            throw new GraphException($"{groups} groups of the channels of {x.Fact}");
        }

        Value rows = node.Step("rows", new Reshape(), x, node.Shape([null, groups, -1], [0, 0, 0], x));
        Value normalRows = Normalized(node, rows, [2], "row_").Normal;
        if (node.Input(1).Fact.Shape is [{ Length: { } factors }] && factors == groups && groups != channels)
        {
            // Up to opset 20 there is a factor a group.
            Value grouped = PerChannel(node.As("", "grouped", [null, node.Input(1), node.Input(2)]), normalRows, 3)[0];
            return node.Result(new Reshape(), grouped, Whole());
        }

        return PerChannel(node, node.Step("normal", new Reshape(), normalRows, Whole()), x.Fact.Rank);

        Value Whole() => node.Shape(new long?[x.Fact.Rank], [.. Enumerable.Range(0, x.Fact.Rank)], x);
    }

    /// <summary>A factor and a summand, input 1 and 2, for each index of axis 1.</summary>
    private static ImmutableArray<Value> PerChannel(OnnxNodeReader node, Value x, int rank)
    {
        var toChannels = new ExpandDims([.. Enumerable.Range(1, rank - 2)]);
        Value scaled = node.Step("scaled", new Binary(BinaryKind.Mul), x, node.Step("scale", toChannels, node.Input(1)));
        return node.Result(new Binary(BinaryKind.Add), scaled, node.Step("shift", toChannels, node.Input(2)));
    }

    private static (Value Normal, Value Mean, Value Deviation) Normalized(
        OnnxNodeReader node, Value x, ImmutableArray<int> axes, string prefix, float usualEpsilon = 1e-5f)
    {
        var mean = new Reduce(ReduceKind.Mean, axes, KeepDims: true);
        Value centre = node.Step(prefix + "mean", mean, x);
        Value centred = node.Step(prefix + "centred", new Binary(BinaryKind.Sub), x, centre);
        Value variance = node.Step(prefix + "variance", mean, node.Step(prefix + "square", new Unary(UnaryKind.Square), centred));
        Value deviation = Root(node, variance, usualEpsilon);
        return (node.Step(prefix + "normal", new Binary(BinaryKind.Div), centred, deviation), centre, deviation);
    }

    private static Value Root(OnnxNodeReader node, Value variance, float usualEpsilon = 1e-5f) =>
        node.Step("deviation", new Unary(UnaryKind.Sqrt), node.Step(
            "shifted", new Binary(BinaryKind.Add), variance, node.Scalar("epsilon", node.Float("epsilon", usualEpsilon))));

    private static ImmutableArray<int> LastAxes(OnnxNodeReader node, int rank)
    {
        int first = OnnxNodeReader.Axis(node.Int("axis", -1), rank);
        return [.. Enumerable.Range(first, rank - first)];
    }

    /// <summary>Writes a BatchNormalization.</summary>
    public static void WriteBatchNorm(OnnxNodeWriter node) =>
        node.Result("BatchNormalization", Enumerable.Range(0, 5).Select(node.Input),
            OnnxAttributes.Float("epsilon", ((BatchNorm)node.Operator).Epsilon));

    /// <summary>Writes an LRN.</summary>
    public static void WriteLocalResponseNorm(OnnxNodeWriter node)
    {
        var norm = (LocalResponseNorm)node.Operator;
        int size = (2 * norm.Radius) + 1;
        node.Result(
            "LRN",
            [node.Input(0)],
            OnnxAttributes.Int("size", size),
            OnnxAttributes.Float("alpha", norm.Alpha * size),
            OnnxAttributes.Float("beta", norm.Beta),
            OnnxAttributes.Float("bias", norm.Bias));
    }
}
