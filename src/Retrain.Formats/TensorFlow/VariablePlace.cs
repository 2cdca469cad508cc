namespace Retrain.Formats.TensorFlow;

/// <summary>Where a checkpoint holds the value of a variable.</summary>
/// <param name="Key">The name in the checkpoint.</param>
/// <param name="Start">
/// First place along each axis of what is stored under that name; <see langword="null"/>: all of it is the value.
/// </param>
/// <param name="Lengths">Lengths along each axis, with <paramref name="Start"/>.</param>
internal sealed record VariablePlace(string Key, IReadOnlyList<int>? Start = null, IReadOnlyList<int>? Lengths = null);
