namespace Retrain.Graph.Passes;

/// <summary>A value of the old network as the new one holds it.</summary>
/// <param name="Value">The new value.</param>
/// <param name="Order">Order of its axes.</param>
/// <param name="Flat">Order of the elements along the last of its two axes; <see langword="null"/>: the plain one.</param>
internal readonly record struct StoredValue(Value Value, Permutation Order, FlatOrder? Flat = null);
