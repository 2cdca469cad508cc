using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Dense layers, and those that do nothing once a model is trained.</summary>
internal static class CoreLayers
{
    /// <summary>Dense: kernel [in, units], over the last axis.</summary>
    public static Value Dense(LayerReader layer)
    {
        Value kernel = layer.Weight("kernel");
        LayerSteps steps = layer.Steps(layer.Input).Then("MatMul", new MatMul(false, false), kernel);
        if (layer.Config.Bool("use_bias", true))
        {
            steps.Then("BiasAdd", new Binary(BinaryKind.Add), layer.Weight("bias"));
        }

        Activations.Apply(layer, steps, layer.Config.Find("activation"));
        return steps.Finish();
    }

    /// <summary>What goes in comes out.</summary>
    public static Value Nothing(LayerReader layer) => layer.Input;
}
