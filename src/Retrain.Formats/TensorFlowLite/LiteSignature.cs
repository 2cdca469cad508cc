using System.Collections.Immutable;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>A way to call a model by names.</summary>
/// <param name="Key">Its name, <c>serving_default</c>.</param>
/// <param name="Graph">Number of the sub-graph that answers.</param>
/// <param name="Inputs">Name and tensor of each input.</param>
/// <param name="Outputs">Name and tensor of each output.</param>
internal sealed record LiteSignature(
    string Key, int Graph, ImmutableArray<(string Name, int Tensor)> Inputs, ImmutableArray<(string Name, int Tensor)> Outputs);
