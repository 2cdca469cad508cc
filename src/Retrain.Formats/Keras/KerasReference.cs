namespace Retrain.Formats.Keras;

/// <summary>A tensor of a model: what came out of a call of a layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Node">Which of its calls.</param>
/// <param name="Tensor">Which of its outputs.</param>
internal readonly record struct KerasReference(string Layer, int Node, int Tensor);
