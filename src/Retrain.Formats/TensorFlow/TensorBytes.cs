using System.Runtime.InteropServices;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>Tensors as row-major little-endian memory, the form of <c>tensor_content</c> and of variables' data files.</summary>
internal static class TensorBytes
{
    /// <summary>Turns bytes to a tensor.</summary>
    /// <param name="type">Any type with a raw form; not strings.</param>
    /// <param name="bytes">As many as the shape takes.</param>
    /// <param name="shape">From <see cref="TensorShapes.Known"/>.</param>
    /// <exception cref="TensorFlowFormatException">Another number of bytes, or a type without raw form.</exception>
    public static Tensor Decode(DataType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> shape)
    {
        ElementType element = Element(type);
        int size = DataTypes.SizeInFile(type);
        long expected = (long)Tensor.LengthOf(shape) * size;
        if (size == 0 || bytes.Length != expected)
        {
            throw new TensorFlowFormatException(size == 0
                ? $"elements of {DataTypes.Name(type)} have no raw form"
                : $"{DataTypes.Name(type)} of shape [{string.Join(", ", shape.ToArray())}] takes {expected} bytes, not {bytes.Length}");
        }

        return DataTypes.WithoutReference(type) switch
        {
            DataType.DtHalf => Tensor.Of(WidenHalf(MemoryMarshal.Cast<byte, ushort>(bytes)), shape),
            DataType.DtBfloat16 => Tensor.Of(WidenBfloat16(MemoryMarshal.Cast<byte, ushort>(bytes)), shape),
            _ => Tensor.FromBytes(element, bytes, shape),
        };
    }

    /// <summary>The IR's type for a stored one.</summary>
    /// <exception cref="TensorFlowFormatException">There is none.</exception>
    public static ElementType Element(DataType type) =>
        DataTypes.ToElementType(type) ?? throw new TensorFlowFormatException($"elements of {DataTypes.Name(type)} are not supported");

    /// <summary>The bytes of a tensor, little-endian; not for strings.</summary>
    public static ReadOnlySpan<byte> Encode(Tensor tensor)
    {
        ReadOnlySpan<byte> bytes = tensor.Bytes();
        int size = DataTypes.SizeInMemory(tensor.Type);
        if (BitConverter.IsLittleEndian || size == 1)
        {
            return bytes;
        }

        byte[] turned = bytes.ToArray();
        for (int i = 0; i < turned.Length; i += size)
        {
            turned.AsSpan(i, size).Reverse();
        }

        return turned;
    }

    /// <summary>Each half as float32, which holds every half.</summary>
    public static float[] WidenHalf(ReadOnlySpan<ushort> bits)
    {
        float[] wide = new float[bits.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = (float)BitConverter.UInt16BitsToHalf(bits[i]);
        }

        return wide;
    }

    /// <summary>Each bfloat16 as float32, whose upper half it is.</summary>
    public static float[] WidenBfloat16(ReadOnlySpan<ushort> bits)
    {
        float[] wide = new float[bits.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
        }

        return wide;
    }
}
