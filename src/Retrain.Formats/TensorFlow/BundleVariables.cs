using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>Variables of a graph whose values lie in a checkpoint.</summary>
/// <param name="bundle">The checkpoint.</param>
/// <param name="places">Where in it the value of each node is.</param>
internal sealed class BundleVariables(TensorBundle bundle, IReadOnlyDictionary<string, VariablePlace> places) : ITensorFlowVariables
{
    /// <inheritdoc/>
    public Tensor? Find(string node)
    {
        if (!places.TryGetValue(node, out VariablePlace? place))
        {
            return bundle.Contains(node) ? bundle.Read(node) : null;
        }

        return place.Start is { } start && place.Lengths is { } lengths
            ? bundle.ReadSlice(place.Key, start, lengths)
            : bundle.Read(place.Key);
    }
}
