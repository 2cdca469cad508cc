using System.Collections.Immutable;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>A sub-graph: a network of its own over the file's buffers.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Tensors">Its tensors; the other lists are places in this one.</param>
/// <param name="Inputs">What is fed.</param>
/// <param name="Outputs">What is fetched.</param>
/// <param name="Operators">The steps in their order.</param>
internal sealed record LiteGraph(
    string Name, ImmutableArray<LiteTensor> Tensors, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs,
    ImmutableArray<LiteOperator> Operators);
