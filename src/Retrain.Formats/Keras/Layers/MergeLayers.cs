using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Keras.Layers;

/// <summary>Layers that bring several tensors together.</summary>
internal static class MergeLayers
{
    /// <summary>Add.</summary>
    public static Value Add(LayerReader layer) => All(layer, BinaryKind.Add).Finish();

    /// <summary>Subtract: the second from the first.</summary>
    public static Value Subtract(LayerReader layer) => layer.Inputs.Length == 2
        ? All(layer, BinaryKind.Sub).Finish()
        : throw new KerasFormatException($"it takes {layer.Inputs.Length} tensors, expected 2");

    /// <summary>Multiply.</summary>
    public static Value Multiply(LayerReader layer) => All(layer, BinaryKind.Mul).Finish();

    /// <summary>Average.</summary>
    public static Value Average(LayerReader layer) => All(layer, BinaryKind.Add)
        .Then("mean", new Binary(BinaryKind.Mul), layer.Scalar("mean/share", 1.0 / layer.Inputs.Length)).Finish();

    /// <summary>Maximum.</summary>
    public static Value Maximum(LayerReader layer) => All(layer, BinaryKind.Maximum).Finish();

    /// <summary>Minimum.</summary>
    public static Value Minimum(LayerReader layer) => All(layer, BinaryKind.Minimum).Finish();

    /// <summary>Concatenate.</summary>
    public static Value Concatenate(LayerReader layer)
    {
        int axis = LayerReader.Axis(layer.Config.Int("axis") ?? -1, layer.Input.Fact.Rank);
        return layer.Add(new Concat(axis), layer.Inputs.AsSpan());
    }

    /// <summary>CustomScaleLayer of Inception-ResNet: a + scale b.</summary>
    public static Value ScaledSum(LayerReader layer) => layer.Inputs.Length == 2
        ? layer.Add(new Binary(BinaryKind.Add), layer.Inputs[0], layer.Inner(
            "scaled", new Binary(BinaryKind.Mul), layer.Inputs[1], layer.Scalar("scale", layer.Config.Number("scale") ?? 1)))
        : throw new KerasFormatException($"it takes {layer.Inputs.Length} tensors, expected 2");

    private static LayerSteps All(LayerReader layer, BinaryKind kind)
    {
        ImmutableArray<Value> inputs = SameRank(layer);
        LayerSteps steps = layer.Steps(layer.Input);
        for (int i = 0; i < inputs.Length; i++)
        {
            steps = i == 0 ? layer.Steps(inputs[0]) : steps.Then($"{kind}_{i}", new Binary(kind), inputs[i]);
        }

        return steps;
    }

    /// <summary>Tensors with fewer axes get some after the first.</summary>
    private static ImmutableArray<Value> SameRank(LayerReader layer)
    {
        int rank = layer.Inputs.Length == 0 ? 0 : layer.Inputs.Max(i => i.Fact.Rank);
        return [.. layer.Inputs.Select((input, i) => input.Fact.Rank == rank || input.Fact.Rank == 0
            ? input
            : layer.Inner($"spread_{i}", new ExpandDims([.. Enumerable.Range(1, rank - input.Fact.Rank)]), input))];
    }
}
