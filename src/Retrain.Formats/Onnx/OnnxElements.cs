using System.Collections.Immutable;
using Google.Protobuf;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using static Retrain.Formats.Onnx.Schema.TensorProto.Types;

namespace Retrain.Formats.Onnx;

/// <summary>Element types and tensors of ONNX and of the IR.</summary>
internal static class OnnxElements
{
    /// <summary>ONNX's name of an element type.</summary>
    public static DataType ToOnnx(ElementType type) => type switch
    {
        ElementType.Float32 => DataType.Float,
        ElementType.Float64 => DataType.Double,
        ElementType.Int8 => DataType.Int8,
        ElementType.Int16 => DataType.Int16,
        ElementType.Int32 => DataType.Int32,
        ElementType.Int64 => DataType.Int64,
        ElementType.UInt8 => DataType.Uint8,
        ElementType.UInt16 => DataType.Uint16,
        ElementType.UInt32 => DataType.Uint32,
        ElementType.UInt64 => DataType.Uint64,
        ElementType.Bool => DataType.Bool,
        _ => throw new GraphException("strings cannot be written to ONNX"),
    };

    /// <summary>The IR's name of an element type; both halves become <see cref="ElementType.Float32"/>.</summary>
    /// <exception cref="GraphException">The IR has no such type.</exception>
    public static ElementType FromOnnx(long type) => (DataType)type switch
    {
        DataType.Float or DataType.Float16 or DataType.Bfloat16 => ElementType.Float32,
        DataType.Double => ElementType.Float64,
        DataType.Int8 => ElementType.Int8,
        DataType.Int16 => ElementType.Int16,
        DataType.Int32 => ElementType.Int32,
        DataType.Int64 => ElementType.Int64,
        DataType.Uint8 => ElementType.UInt8,
        DataType.Uint16 => ElementType.UInt16,
        DataType.Uint32 => ElementType.UInt32,
        DataType.Uint64 => ElementType.UInt64,
        DataType.Bool => ElementType.Bool,
        DataType.String => ElementType.String,
        _ => throw new GraphException($"elements of type {(DataType)type} are not supported"),
    };

    /// <summary>Bytes of an element in a file; 0 for those without a fixed number.</summary>
    public static int SizeOf(long type) => (DataType)type switch
    {
        DataType.Int8 or DataType.Uint8 or DataType.Bool => 1,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Double or DataType.Int64 or DataType.Uint64 => 8,
        _ => 0,
    };

    /// <summary>A tensor for a file.</summary>
    public static TensorProto Write(string name, Tensor tensor)
    {
        DataType type = ToOnnx(tensor.Type);
        var proto = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = UnsafeByteOperations.UnsafeWrap(SwapWhereNeeded(tensor.Bytes().ToArray(), SizeOf((long)type))),
        };
        proto.Dims.AddRange(tensor.Shape.Select(l => (long)l));
        return proto;
    }

    /// <summary>A tensor of a file.</summary>
    /// <param name="proto">The tensor.</param>
    /// <param name="external">Reads bytes that lie beside the file.</param>
    /// <exception cref="GraphException">Type, shape and data do not fit, or the type is not supported.</exception>
    public static Tensor Read(TensorProto proto, Func<TensorProto, long, byte[]> external)
    {
        ElementType type = FromOnnx(proto.DataType);
        int[] shape = [.. proto.Dims.Select(
            d => d is >= 0 and <= int.MaxValue ? (int)d : throw new GraphException($"an axis of length {d}"))];
        int length = Tensor.LengthOf(shape.AsSpan());
        bool isExternal = proto.DataLocation == DataLocation.External;
        if (isExternal || proto.HasRawData)
        {
            byte[] bytes = isExternal ? external(proto, (long)length * SizeOf(proto.DataType)) : proto.RawData.ToByteArray();
            if (bytes.Length != (long)length * SizeOf(proto.DataType))
            {
                throw new GraphException($"a tensor of shape [{string.Join(", ", shape)}] needs {(long)length * SizeOf(proto.DataType)} "
                    + $"bytes, not {bytes.Length}");
            }

            return FromBytes((DataType)proto.DataType, type, SwapWhereNeeded(bytes, SizeOf(proto.DataType)), shape);
        }

        return FromFields(proto, type, shape, length);
    }

    private static Tensor FromBytes(DataType stored, ElementType type, byte[] bytes, int[] shape)
    {
        if (stored is not (DataType.Float16 or DataType.Bfloat16))
        {
            return Tensor.FromBytes(type, bytes, shape);
        }

        var values = new float[bytes.Length / 2];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Widen(stored, BitConverter.ToUInt16(bytes, 2 * i));
        }

        return Tensor.Of(values, shape);
    }

    private static Tensor FromFields(TensorProto proto, ElementType type, int[] shape, int length)
    {
        var stored = (DataType)proto.DataType;
        int count = stored switch
        {
            DataType.Float => proto.FloatData.Count,
            DataType.Double => proto.DoubleData.Count,
            DataType.String => proto.StringData.Count,
            DataType.Int64 => proto.Int64Data.Count,
            DataType.Uint32 or DataType.Uint64 => proto.Uint64Data.Count,
            _ => proto.Int32Data.Count,
        };
        if (count != length)
        {
            throw new GraphException($"a tensor of shape [{string.Join(", ", shape)}] has {length} elements, not {count}");
        }

        return type switch
        {
            ElementType.Float32 when stored == DataType.Float => Tensor.Of(proto.FloatData.ToArray(), shape),
            ElementType.Float32 => Tensor.Of(proto.Int32Data.Select(v => Widen(stored, unchecked((ushort)v))).ToArray(), shape),
            ElementType.Float64 => Tensor.Of(proto.DoubleData.ToArray(), shape),
            ElementType.String => Tensor.Of(proto.StringData.Select(t => t.ToByteArray()).ToArray(), shape),
            ElementType.Int64 => Tensor.Of(proto.Int64Data.ToArray(), shape),
            ElementType.UInt64 => Tensor.Of(proto.Uint64Data.ToArray(), shape),
            ElementType.UInt32 => Tensor.Of(proto.Uint64Data.Select(v => unchecked((uint)v)).ToArray(), shape),
            ElementType.Int32 => Tensor.Of(proto.Int32Data.ToArray(), shape),
            ElementType.Int16 => Tensor.Of(proto.Int32Data.Select(v => unchecked((short)v)).ToArray(), shape),
            ElementType.UInt16 => Tensor.Of(proto.Int32Data.Select(v => unchecked((ushort)v)).ToArray(), shape),
            ElementType.Int8 => Tensor.Of(proto.Int32Data.Select(v => unchecked((sbyte)v)).ToArray(), shape),
            ElementType.UInt8 => Tensor.Of(proto.Int32Data.Select(v => unchecked((byte)v)).ToArray(), shape),
            _ => Tensor.Of(proto.Int32Data.Select(v => v != 0).ToArray(), shape),
        };
    }

    private static float Widen(DataType stored, ushort bits) =>
        stored == DataType.Float16 ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>Files are little-endian.</summary>
    private static byte[] SwapWhereNeeded(byte[] bytes, int size)
    {
        if (!BitConverter.IsLittleEndian && size > 1)
        {
            for (int i = 0; i < bytes.Length; i += size)
            {
                bytes.AsSpan(i, size).Reverse();
            }
        }

        return bytes;
    }

    /// <summary>A declared length.</summary>
    public static OnnxDimension ToOnnx(Dimension dimension) => dimension.Length is { } length ? new(length) : new(null, dimension.Symbol);

    /// <summary>Lengths that a file declares; negative ones count as open.</summary>
    public static ImmutableArray<Dimension> FromOnnx(IReadOnlyList<OnnxDimension> shape) =>
        [.. shape.Select(d => d.Size is >= 0 and <= int.MaxValue
            ? (Dimension)(int)d.Size
            : new Dimension(null, string.IsNullOrEmpty(d.Name) ? null : d.Name))];
}
