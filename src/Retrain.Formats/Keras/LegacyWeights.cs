using Retrain.Graph;

namespace Retrain.Formats.Keras;

/// <summary>
/// HDF5 as all versions of Keras write it under <c>.h5</c>: a group a layer of the outermost model, whose attribute <c>weight_names</c>
/// lists the arrays of the layer and of all layers inside it.
/// </summary>
internal sealed class LegacyWeights : IKerasWeights
{
    private readonly Hdf5File file;
    private readonly string root;
    private readonly Dictionary<string, (IReadOnlyList<string> Names, WeightNames Finder)> groups = new(StringComparer.Ordinal);

    /// <summary>Takes over a file.</summary>
    public LegacyWeights(Hdf5File file)
    {
        this.file = file;
        root = file.Exists(ModelGroup) ? ModelGroup + "/" : "";
    }

    /// <summary>Where the weights lie in a file of a whole model.</summary>
    public const string ModelGroup = "model_weights";

    /// <inheritdoc/>
    public Tensor? Find(KerasPlace place, int index, IReadOnlyList<string> names)
    {
        string top = place.Steps[0].Name;
        (IReadOnlyList<string> stored, WeightNames finder) = Group(top);
        string? found = finder.Find(place, names);
        if (found is null && place.Steps.Length == 1 && index < stored.Count)
        {
            // A layer that was renamed after it was built: its weights keep the old name, and their order.
            found = stored[index];
        }

        return found is null ? null : file.Find($"{root}{top}/{found}");
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private (IReadOnlyList<string> Names, WeightNames Finder) Group(string layer)
    {
        if (!groups.TryGetValue(layer, out var group))
        {
            string path = root + layer;
            List<string> names = [.. file.Texts(path, "weight_names") ?? []];
            // Lists beyond 64 kB are cut into pieces.
            for (int piece = 0; file.Texts(path, $"weight_names{piece}") is { } more; piece++)
            {
                names.AddRange(more);
            }

            group = (names, new WeightNames(names));
            groups[layer] = group;
        }

        return group;
    }
}
