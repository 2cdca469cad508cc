using System.Collections.Immutable;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>An operator of a file that is being written; tensors by their place.</summary>
/// <param name="Code">Which.</param>
/// <param name="Version">Least version that can do it.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Outputs">What it computes.</param>
/// <param name="Options">Its settings.</param>
internal sealed record WrittenOperator(
    Schema.BuiltinOperator Code, int Version, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs, OperatorOptions Options);
