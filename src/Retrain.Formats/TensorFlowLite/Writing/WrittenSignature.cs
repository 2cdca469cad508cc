using System.Collections.Immutable;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>What goes in and comes out.</summary>
/// <param name="Inputs">Names and tensors of the inputs.</param>
/// <param name="Outputs">Names and tensors of the outputs.</param>
internal sealed record WrittenSignature(
    ImmutableArray<(string Name, int Tensor)> Inputs, ImmutableArray<(string Name, int Tensor)> Outputs);
