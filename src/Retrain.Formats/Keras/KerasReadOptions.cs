namespace Retrain.Formats.Keras;

/// <summary>What a caller wants of a model.</summary>
/// <param name="Height">Height of the pictures, where the model takes any.</param>
/// <param name="Width">Width of the pictures.</param>
internal sealed record KerasReadOptions(int? Height = null, int? Width = null);
