using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>An input or output of a signature.</summary>
/// <param name="Key">Its name for callers: <c>images</c>, <c>default</c>.</param>
/// <param name="Tensor">The tensor in the graph, <c>node:output</c>.</param>
/// <param name="Type"><see langword="null"/>: a type that the IR does not have, or none declared.</param>
/// <param name="Shape">
/// Lengths, <see langword="null"/> for an open one; <see langword="null"/> as a whole: not even the number of axes is declared.
/// </param>
internal sealed record TensorFlowPort(string Key, string Tensor, ElementType? Type, IReadOnlyList<int?>? Shape);
