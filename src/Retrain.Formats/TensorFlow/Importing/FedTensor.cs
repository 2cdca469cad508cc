using System.Collections.Immutable;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>A tensor that a caller feeds.</summary>
/// <param name="Name">Name of the network's input.</param>
/// <param name="Tensor">The tensor in the graph that it replaces.</param>
/// <param name="Type"><see langword="null"/>: as the placeholder declares it, else Float32.</param>
/// <param name="Shape">Lengths; <see langword="null"/>: as the placeholder declares it, else photos of any size.</param>
internal sealed record FedTensor(string Name, TensorReference Tensor, ElementType? Type = null, ImmutableArray<Dimension>? Shape = null);
