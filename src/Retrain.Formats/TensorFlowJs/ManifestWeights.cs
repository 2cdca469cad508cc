using Retrain.Formats.Keras;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowJs;

/// <summary>Weights of a layers model: by name, names of models before it or not.</summary>
/// <param name="manifest">The weights.</param>
internal sealed class ManifestWeights(WeightManifest manifest) : IKerasWeights
{
    private readonly WeightNames names = new(manifest.Names);

    /// <inheritdoc/>
    public Tensor? Find(KerasPlace place, int index, IReadOnlyList<string> names)
    {
        try
        {
            return this.names.Find(place, names) is { } name ? manifest.Find(name) : null;
        }
        catch (TensorFlowJsFormatException e)
        {
            throw new KerasFormatException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
