using System.Collections.Immutable;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>A tensor of a file that is being written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its elements are.</param>
/// <param name="Shape">Its shape for one photo.</param>
/// <param name="Signature">The same with -1 for lengths that may be changed; empty: none may.</param>
/// <param name="Levels">How whole numbers stand for reals; <see langword="null"/>: they do not.</param>
/// <param name="Buffer">Place of its content; 0: it is computed.</param>
internal sealed record WrittenTensor(
    string Name, Schema.TensorType Type, ImmutableArray<int> Shape, ImmutableArray<int> Signature, Quantization? Levels, int Buffer)
{
    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Length;
}
