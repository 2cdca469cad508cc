using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowJs.Writing;

/// <summary>TensorFlow.js has float32, int32 and bool; what else whole and real numbers are becomes one of them.</summary>
internal static class TensorFlowJsTypes
{
    /// <summary>Whether a value inside a network may have the type: what wraps around at 8 or 16 bits would not do so there.</summary>
    public static bool CanCompute(ElementType type) =>
        type is ElementType.Float32 or ElementType.Float64 or ElementType.Int32 or ElementType.Int64 or ElementType.Bool;

    /// <summary>Whether a caller can feed it.</summary>
    public static bool CanFeed(ElementType type) => CanCompute(type) || type is ElementType.UInt8 or ElementType.Int8;

    /// <summary>The type in the graph.</summary>
    public static DataType Narrow(DataType type) => type switch
    {
        DataType.DtDouble => DataType.DtFloat,
        DataType.DtInt64 or DataType.DtInt8 or DataType.DtUint8 or DataType.DtInt16 or DataType.DtUint16 => DataType.DtInt32,
        _ => type,
    };

    /// <summary>
    /// A constant in such a type. Whole numbers beyond 32 bits mean "to the end" in practice and become the largest ones.
    /// </summary>
    /// <exception cref="GraphException">There is none for it.</exception>
    public static Tensor Narrow(Tensor tensor) => tensor.Type switch
    {
        ElementType.Float32 or ElementType.Int32 or ElementType.Bool => tensor,
        ElementType.Float64 => Tensor.Of(Array.ConvertAll(tensor.ToDoubles(), v => (float)v), [.. tensor.Shape]),
        ElementType.Int64 or ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16 => Tensor.Of(
            Array.ConvertAll(tensor.ToInt64(), v => (int)Math.Clamp(v, int.MinValue, int.MaxValue)), [.. tensor.Shape]),
        _ => throw new GraphException($"TensorFlow.js has no constants of type {tensor.Type}"),
    };
}
