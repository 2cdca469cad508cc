using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Activations that are layers.</summary>
internal static class ActivationLayers
{
    /// <summary>Activation: a function by name.</summary>
    public static Value Activation(LayerReader layer)
    {
        LayerSteps steps = layer.Steps(layer.Input);
        Activations.Apply(layer, steps, layer.Config.Find("activation"));
        return steps.Finish();
    }

    /// <summary>ReLU with a greatest value, a slope below and a threshold.</summary>
    public static Value Relu(LayerReader layer) => Alone(layer, "ReLU");

    /// <summary>LeakyReLU: the slope is called alpha in Keras 2.</summary>
    public static Value LeakyRelu(LayerReader layer) => Alone(layer, "LeakyReLU");

    /// <summary>ELU.</summary>
    public static Value Elu(LayerReader layer) => Alone(layer, "ELU");

    /// <summary>ThresholdedReLU: 0 up to the threshold.</summary>
    public static Value ThresholdedRelu(LayerReader layer) => Alone(layer, "ThresholdedReLU");

    /// <summary>Softmax over one axis.</summary>
    public static Value Softmax(LayerReader layer) => Alone(layer, "Softmax");

    /// <summary>PReLU: a slope of its own for each place below 0; places may share one.</summary>
    public static Value PRelu(LayerReader layer)
    {
        Value x = layer.Input;
        Value below = layer.Inner("below", new Binary(BinaryKind.Minimum), x, layer.Scalar("below/zero", 0));
        return layer.Add(
            new Binary(BinaryKind.Add),
            layer.Inner("above", new Unary(UnaryKind.Relu), x),
            layer.Inner("sloped", new Binary(BinaryKind.Mul), below, layer.Weight("alpha")));
    }

    /// <summary>Such a layer, which may also be the activation of another one.</summary>
    public static void Apply(LayerReader layer, LayerSteps steps, string className, KerasConfig config)
    {
        switch (className)
        {
            case "ReLU":
                Relu(layer, steps, config);
                break;
            case "LeakyReLU":
                steps.Then("LeakyRelu", new LeakyRelu((float)(config.Number("negative_slope") ?? config.Number("alpha") ?? 0.3)));
                break;
            case "ELU":
                steps.Then("Elu", new Elu((float)(config.Number("alpha") ?? 1)));
                break;
            case "ThresholdedReLU":
                Value x = steps.Current;
                Value above = layer.Inner("above", new Binary(BinaryKind.Greater), x, layer.Scalar("theta", config.Number("theta") ?? 1));
                steps.Set("mul", new Binary(BinaryKind.Mul), x, layer.Inner("kept", new Cast(ElementType.Float32), above));
                break;
            case "Softmax":
                int rank = steps.Fact.Rank;
                steps.Then("Softmax", new Softmax(config.Ints("axis") switch
                {
                    null => rank - 1,
                    [int axis] => LayerReader.Axis(axis, rank),
                    _ => throw new UnsupportedLayerException("softmax over several axes"),
                }));
                break;
            case "Activation":
                Activations.Apply(layer, steps, config.Find("activation"));
                break;
            default:
                throw new UnsupportedLayerException($"activation '{className}'");
        }
    }

    private static Value Alone(LayerReader layer, string className)
    {
        LayerSteps steps = layer.Steps(layer.Input);
        Apply(layer, steps, className, layer.Config);
        return steps.Finish();
    }

    /// <summary>x from the threshold on, at most the greatest value; below it slope (x - threshold).</summary>
    private static void Relu(LayerReader layer, LayerSteps steps, KerasConfig config)
    {
        double? greatest = config.Number("max_value");
        double slope = config.Number("negative_slope") ?? 0;
        double threshold = config.Number("threshold") ?? 0;
        if (threshold == 0 && slope == 0)
        {
            steps.Then("Relu", greatest is { } most ? new Clip(0, (float)most) : new Unary(UnaryKind.Relu));
            return;
        }

        if (threshold == 0)
        {
            steps.Then("LeakyRelu", new LeakyRelu((float)slope));
        }
        else
        {
            Value x = steps.Current;
            Value least = layer.Scalar("threshold", threshold);
            Value below = layer.Inner("below", new Binary(BinaryKind.Mul),
                layer.Inner("under", new Binary(BinaryKind.Minimum),
                    layer.Inner("distance", new Binary(BinaryKind.Sub), x, least), layer.Scalar("under/zero", 0)),
                layer.Scalar("slope", slope));
            Value above = layer.Inner("above", new Binary(BinaryKind.Mul), x, layer.Inner("kept", new Cast(ElementType.Float32),
                layer.Inner("compared", new Binary(BinaryKind.GreaterOrEqual), x, least)));
            steps.Set("relu", new Binary(BinaryKind.Add), above, below);
        }

        if (greatest is { } limit)
        {
            steps.Then("capped", new Binary(BinaryKind.Minimum), layer.Scalar("capped/most", limit));
        }
    }
}
