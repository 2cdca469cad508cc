using Retrain.Graph;

namespace Retrain.Formats.Keras;

/// <summary>Where the weights of a model lie.</summary>
internal interface IKerasWeights : IDisposable
{
    /// <summary>A weight of a layer; whole numbers and other floats as they are stored, half floats widened.</summary>
    /// <param name="place">The layer.</param>
    /// <param name="index">Its place among the layer's weights, from 0.</param>
    /// <param name="names">Its names in the versions of Keras: <c>depthwise_kernel</c>, <c>kernel</c>.</param>
    /// <returns><see langword="null"/>: the file has none.</returns>
    /// <exception cref="KerasFormatException">It is damaged.</exception>
    Tensor? Find(KerasPlace place, int index, IReadOnlyList<string> names);
}
