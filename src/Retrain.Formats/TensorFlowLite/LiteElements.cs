using System.Buffers.Binary;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>Elements as these files store them.</summary>
internal static class LiteElements
{
    /// <summary>Type of the elements in a network, half floats widened; <see langword="null"/>: there is none.</summary>
    public static ElementType? ToElementType(Schema.TensorType type) => type switch
    {
        Schema.TensorType.FLOAT32 or Schema.TensorType.FLOAT16 or Schema.TensorType.BFLOAT16 => ElementType.Float32,
        Schema.TensorType.FLOAT64 => ElementType.Float64,
        Schema.TensorType.INT4 or Schema.TensorType.INT8 => ElementType.Int8,
        Schema.TensorType.INT16 => ElementType.Int16,
        Schema.TensorType.INT32 => ElementType.Int32,
        Schema.TensorType.INT64 => ElementType.Int64,
        Schema.TensorType.UINT8 => ElementType.UInt8,
        Schema.TensorType.UINT16 => ElementType.UInt16,
        Schema.TensorType.UINT32 => ElementType.UInt32,
        Schema.TensorType.UINT64 => ElementType.UInt64,
        Schema.TensorType.BOOL => ElementType.Bool,
        _ => null,
    };

    /// <summary>A constant.</summary>
    /// <exception cref="GraphException">Type or length of the buffer do not fit.</exception>
    public static Tensor Read(LiteTensor tensor, ReadOnlySpan<byte> bytes)
    {
        ElementType type = tensor.ElementType ?? throw new GraphException($"constants of type {tensor.Type}");
        int length = Tensor.LengthOf(tensor.Shape);
        switch (tensor.Type)
        {
            case Schema.TensorType.FLOAT16:
                return Tensor.Of(Widened(bytes, length, half => (float)BitConverter.UInt16BitsToHalf(half)), tensor.Shape.AsSpan());
            case Schema.TensorType.BFLOAT16:
                return Tensor.Of(Widened(bytes, length, half => BitConverter.UInt32BitsToSingle((uint)half << 16)), tensor.Shape.AsSpan());
            case Schema.TensorType.INT4:
                return Tensor.Of(Unpacked(bytes, length), tensor.Shape.AsSpan());
            default:
                return Tensor.FromBytes(type, bytes, tensor.Shape.AsSpan());
        }
    }

    private static float[] Widened(ReadOnlySpan<byte> bytes, int length, Func<ushort, float> widen)
    {
        CheckLength(bytes, (length * 2L), length);
        float[] wide = new float[length];
        for (int i = 0; i < length; i++)
        {
            wide[i] = widen(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]));
        }

        return wide;
    }

    /// <summary>Two numbers of 4 bits a byte, the lower half first.</summary>
    private static sbyte[] Unpacked(ReadOnlySpan<byte> bytes, int length)
    {
        CheckLength(bytes, (length + 1L) / 2, length);
        sbyte[] wide = new sbyte[length];
        for (int i = 0; i < length; i++)
        {
            int shifted = bytes[i / 2] << (i % 2 == 0 ? 4 : 0);
            wide[i] = (sbyte)(unchecked((sbyte)shifted) >> 4);
        }

        return wide;
    }

    private static void CheckLength(ReadOnlySpan<byte> bytes, long expected, int length)
    {
        if (bytes.Length != expected)
        {
            throw new GraphException($"{bytes.Length} bytes are no {length} elements");
        }
    }
}
