using System.Collections.Immutable;

namespace Retrain.Formats.TensorFlowJs;

/// <summary>A weight as the manifest lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type in the network: <c>float32</c>, <c>int32</c>, <c>bool</c>, <c>uint8</c>, <c>string</c>.</param>
/// <param name="Shape">Lengths of its axes.</param>
/// <param name="Stored">Type in the file, where it was made smaller: <c>uint8</c>, <c>uint16</c>, <c>float16</c>; empty: the same.</param>
/// <param name="Scale">Step between stored whole numbers.</param>
/// <param name="Minimum">What a stored 0 stands for.</param>
internal sealed record WeightEntry(string Name, string Type, ImmutableArray<int> Shape, string Stored, double Scale, double Minimum)
{
    /// <summary>Number of elements.</summary>
    public int Count => Graph.Tensor.LengthOf(Shape);

    /// <summary>Bytes of an element in the file; 0: it has no fixed size, or is not known.</summary>
    public int ElementSize => (Stored.Length > 0 ? Stored : Type) switch
    {
        "float32" or "int32" => 4,
        "float16" or "uint16" => 2,
        "uint8" or "bool" => 1,
        _ => 0,
    };
}
