using System.Collections.Immutable;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>A tensor as the file declares it.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Type">What its elements are.</param>
/// <param name="Shape">Lengths; 1 stands for the number of photos too.</param>
/// <param name="Signature">Lengths with -1 for what may be changed; empty where the file has none.</param>
/// <param name="Buffer">Number of the buffer with its elements; an empty one: they are computed or fed.</param>
/// <param name="Quantization">How its whole numbers stand for reals; <see langword="null"/>: they do not.</param>
/// <param name="Fault">Something about it that is not supported; else <see langword="null"/>.</param>
internal sealed record LiteTensor(
    string Name, Schema.TensorType Type, ImmutableArray<int> Shape, ImmutableArray<int> Signature, int Buffer, Quantization? Quantization,
    string? Fault)
{
    /// <summary>Type of the elements in a network; <see langword="null"/>: there is none.</summary>
    public ElementType? ElementType => LiteElements.ToElementType(Type);

    /// <summary>Lengths of the axes; an open number of photos is called so, other open lengths have no name.</summary>
    public ImmutableArray<Dimension> Dimensions => Signature.Length == Shape.Length
        ? [.. Signature.Select((length, i) => length >= 0 ? length : i == 0 ? Dimension.Photos : Dimension.Open)]
        : [.. Shape.Select(length => (Dimension)length)];
}
