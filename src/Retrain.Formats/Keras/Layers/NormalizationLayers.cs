using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Normalisation inside a network.</summary>
internal static class NormalizationLayers
{
    /// <summary>BatchNormalization: gamma, beta, moving_mean, moving_variance, the first two where it scales and centres.</summary>
    public static Value Batch(LayerReader layer)
    {
        Value input = layer.Input;
        int axis = LayerReader.Axis(Axes(layer, -1) is [int only] ? only : throw new UnsupportedLayerException("several axes"),
            input.Fact.Rank);
        Value? gamma = layer.Config.Bool("scale", true) ? layer.Weight("gamma") : null;
        Value? beta = layer.Config.Bool("center", true) ? layer.Weight("beta") : null;
        Value mean = layer.Weight("moving_mean");
        Value variance = layer.Weight("moving_variance");
        float epsilon = (float)(layer.Config.Number("epsilon") ?? 1e-3);
        int channels = mean.Constant!.Length;
        if (new[] { gamma, beta, variance }.Any(w => w is not null && w.Constant!.Length != channels))
        {
            throw new KerasFormatException("its weights are of several lengths");
        }

        if (input.Fact.Rank == 4 && axis == 3)
        {
            return layer.Add(
                new BatchNorm(epsilon, DataLayout.ChannelsLast),
                input,
                gamma ?? layer.Constant("gamma", Filled(channels, 1)),
                beta ?? layer.Constant("beta", Filled(channels, 0)),
                mean,
                variance);
        }

        double[] m = mean.Constant.ToDoubles();
        double[] v = variance.Constant!.ToDoubles();
        double[] g = gamma?.Constant!.ToDoubles() ?? [.. Enumerable.Repeat(1.0, channels)];
        double[] b = beta?.Constant!.ToDoubles() ?? new double[channels];
        float[] scale = [.. g.Select((value, i) => (float)(value / Math.Sqrt(v[i] + epsilon)))];
        float[] offset = [.. b.Select((value, i) => (float)(value - (m[i] * g[i] / Math.Sqrt(v[i] + epsilon))))];
        int[] shape = [.. Enumerable.Range(axis, input.Fact.Rank - axis).Select(a => a == axis ? channels : 1)];
        return layer.Steps(input)
            .Then("scaled", new Binary(BinaryKind.Mul), layer.Constant("scale", Tensor.Of(scale, shape)))
            .Then("shifted", new Binary(BinaryKind.Add), layer.Constant("offset", Tensor.Of(offset, shape)))
            .Finish();
    }

    /// <summary>LayerNormalization: each photo's own mean and variance over some axes.</summary>
    public static Value Layer(LayerReader layer)
    {
        if (layer.Config.Bool("rms_scaling", false))
        {
            throw new UnsupportedLayerException("rms_scaling");
        }

        Value input = layer.Input;
        int rank = input.Fact.Rank;
        ImmutableArray<int> axes = [.. Axes(layer, -1).Select(a => LayerReader.Axis(a, rank)).Order()];
        Value mean = layer.Inner("mean", new Reduce(ReduceKind.Mean, axes, KeepDims: true), input);
        Value variance = layer.Inner("variance", new Reduce(ReduceKind.Mean, axes, KeepDims: true),
            layer.Inner("squares", new Binary(BinaryKind.SquaredDifference), input, mean));
        Value deviation = layer.Inner("inverse", new Unary(UnaryKind.Rsqrt),
            layer.Inner("safe", new Binary(BinaryKind.Add), variance, layer.Scalar("epsilon", layer.Config.Number("epsilon") ?? 1e-3)));
        LayerSteps steps = layer.Steps(input).Then("centred", new Binary(BinaryKind.Sub), mean)
            .Then("normal", new Binary(BinaryKind.Mul), deviation);
        if (layer.Config.Bool("scale", true))
        {
            steps.Then("scaled", new Binary(BinaryKind.Mul), Along(layer, layer.Weight("gamma"), "gamma", axes, rank));
        }

        if (layer.Config.Bool("center", true))
        {
            steps.Then("shifted", new Binary(BinaryKind.Add), Along(layer, layer.Weight("beta"), "beta", axes, rank));
        }

        return steps.Finish();
    }

    /// <summary>UnitNormalization: each photo's vector at length 1.</summary>
    public static Value Unit(LayerReader layer)
    {
        Value input = layer.Input;
        ImmutableArray<int> axes = [.. Axes(layer, -1).Select(a => LayerReader.Axis(a, input.Fact.Rank)).Order()];
        Value squares = layer.Inner("squares", new Reduce(ReduceKind.Sum, axes, KeepDims: true),
            layer.Inner("square", new Unary(UnaryKind.Square), input));
        Value least = layer.Inner("safe", new Binary(BinaryKind.Maximum), squares, layer.Scalar("least", 1e-12));
        return layer.Add(new Binary(BinaryKind.Mul), input, layer.Inner("inverse", new Unary(UnaryKind.Rsqrt), least));
    }

    /// <summary>LayerScale of ConvNeXt: a factor a channel.</summary>
    public static Value Scale(LayerReader layer) =>
        layer.Add(new Binary(BinaryKind.Mul), layer.Input, layer.Weight("gamma", "layer_scale", "Variable"));

    /// <summary>A weight over some axes, in a shape that spreads over all of them.</summary>
    private static Value Along(LayerReader layer, Value weight, string name, ImmutableArray<int> axes, int rank)
    {
        if (axes.Length == 1 && axes[0] == rank - 1)
        {
            return weight;
        }

        var shape = weight.Constant!.Shape;
        return shape.Length == axes.Length
            ? layer.Reshaped(name + "/spread", weight,
                [.. Enumerable.Range(axes[0], rank - axes[0]).Select(a => axes.Contains(a) ? shape[axes.IndexOf(a)] : 1)])
            : throw new KerasFormatException($"its weight '{name}' is {weight.Fact}; {axes.Length} axes are needed");
    }

    private static int[] Axes(LayerReader layer, int fallback) => layer.Config.Ints("axis") ?? [fallback];

    private static Tensor Filled(int length, float value)
    {
        float[] elements = new float[length];
        Array.Fill(elements, value);
        return Tensor.Of(elements, length);
    }
}
