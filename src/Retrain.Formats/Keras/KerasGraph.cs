using System.Collections.Immutable;

namespace Retrain.Formats.Keras;

/// <summary>A model: layers and how they are joined. A Sequential is one whose layers are called one after the other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Layers">In the file's order; names are unique.</param>
/// <param name="Inputs">Input layers' tensors.</param>
/// <param name="Outputs">What comes out.</param>
internal sealed record KerasGraph(
    string Name, ImmutableArray<KerasLayer> Layers, ImmutableArray<KerasReference> Inputs, ImmutableArray<KerasReference> Outputs)
{
    /// <summary>The layers and those of models inside, models themselves included.</summary>
    public IEnumerable<KerasLayer> AllLayers => Layers.SelectMany(l => l.Inner is { } inner ? inner.AllLayers.Prepend(l) : [l]);

    /// <summary>Shape of an input as the file has it, the number of photos first; <see langword="null"/>: not said.</summary>
    public int?[]? InputShape(int index)
    {
        KerasGraph graph = this;
        while (index < graph.Inputs.Length && graph.Layers.FirstOrDefault(l => l.Name == graph.Inputs[index].Layer) is { } layer)
        {
            if (KerasTopology.DeclaredShape(layer.Config) is { } shape || layer.Inner is not { } inner)
            {
                return KerasTopology.DeclaredShape(layer.Config);
            }

            graph = inner;
        }

        return null;
    }
}
