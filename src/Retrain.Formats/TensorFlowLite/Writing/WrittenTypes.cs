using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Element types as the format counts them.</summary>
internal static class WrittenTypes
{
    /// <summary>The format's type.</summary>
    /// <exception cref="GraphException">It has none.</exception>
    public static Schema.TensorType Of(ElementType type) => type switch
    {
        ElementType.Float32 => Schema.TensorType.FLOAT32,
        ElementType.Int8 => Schema.TensorType.INT8,
        ElementType.Int16 => Schema.TensorType.INT16,
        ElementType.Int32 => Schema.TensorType.INT32,
        ElementType.Int64 => Schema.TensorType.INT64,
        ElementType.UInt8 => Schema.TensorType.UINT8,
        ElementType.UInt16 => Schema.TensorType.UINT16,
        ElementType.UInt32 => Schema.TensorType.UINT32,
        ElementType.Bool => Schema.TensorType.BOOL,
        _ => throw new GraphException($"elements of type {type} cannot be written"),
    };
}
