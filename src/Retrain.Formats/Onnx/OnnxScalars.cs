using Retrain.Graph;

namespace Retrain.Formats.Onnx;

/// <summary>Scalars of any element type.</summary>
internal static class OnnxScalars
{
    /// <summary>A number as a tensor without axes.</summary>
    /// <exception cref="GraphException">The type has no numbers.</exception>
    public static Tensor Of(ElementType type, double value) => type switch
    {
        ElementType.Float32 => Tensor.Of(new[] { (float)value }),
        ElementType.Float64 => Tensor.Of(new[] { value }),
        ElementType.Int8 => Tensor.Of(new[] { (sbyte)value }),
        ElementType.Int16 => Tensor.Of(new[] { (short)value }),
        ElementType.Int32 => Tensor.Of(new[] { (int)value }),
        ElementType.Int64 => Tensor.Of(new[] { (long)value }),
        ElementType.UInt8 => Tensor.Of(new[] { (byte)value }),
        ElementType.UInt16 => Tensor.Of(new[] { (ushort)value }),
        ElementType.UInt32 => Tensor.Of(new[] { (uint)value }),
        ElementType.UInt64 => Tensor.Of(new[] { (ulong)value }),
        ElementType.Bool => Tensor.Of(new[] { value != 0 }),
        _ => throw new GraphException("strings are no numbers"),
    };
}
