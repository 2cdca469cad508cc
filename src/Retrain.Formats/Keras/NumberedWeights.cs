using Retrain.Graph;

namespace Retrain.Formats.Keras;

/// <summary>
/// HDF5 as Keras 2.12 and later write it in <c>.keras</c> and <c>.weights.h5</c>: layers by class and number, weights by number, models in
/// models as folders: <c>layers/functional/layers/conv2d_1/vars/0</c>.
/// </summary>
/// <param name="file">It is taken over.</param>
internal sealed class NumberedWeights(Hdf5File file) : IKerasWeights
{
    /// <summary>What the group of a model's layers is called in the versions of Keras.</summary>
    private static readonly string[] LayerGroups = ["layers", "_layer_checkpoint_dependencies"];

    private readonly Dictionary<string, string?> layerGroups = new(StringComparer.Ordinal);

    /// <summary>Whether a file holds weights in this form.</summary>
    public static bool Fits(Hdf5File file) => LayerGroups.Any(file.Exists);

    /// <inheritdoc/>
    public Tensor? Find(KerasPlace place, int index, IReadOnlyList<string> names)
    {
        string path = "";
        foreach (KerasLayer step in place.Steps)
        {
            if (LayersIn(path) is not { } layers)
            {
                return null;
            }

            path = $"{layers}/{step.StorageName}";
        }

        return file.Find($"{path}/vars/{index}");
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private string? LayersIn(string model)
    {
        if (!layerGroups.TryGetValue(model, out string? found))
        {
            found = LayerGroups.Select(g => model.Length == 0 ? g : $"{model}/{g}").FirstOrDefault(file.Exists);
            layerGroups[model] = found;
        }

        return found;
    }
}
