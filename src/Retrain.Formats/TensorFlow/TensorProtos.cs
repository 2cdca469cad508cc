using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>Constants of a graph.</summary>
internal static class TensorProtos
{
    /// <summary>Most bytes that a constant may take whose file states fewer values than it has elements.</summary>
    private const long MaximumRepeatedBytes = 64L << 20;

    /// <summary>Reads a constant in any of the forms in which TensorFlow stores one.</summary>
    /// <param name="proto">
    /// <c>tensor_content</c>, or one of the value lists: as many values as elements; fewer, of which the last is repeated; none, all zero
    /// (or empty strings).
    /// </param>
    /// <exception cref="TensorFlowFormatException">
    /// A type that the IR does not have, too many values, a shape too large; the message does not name the node.
    /// </exception>
    public static Tensor Read(TensorProto proto)
    {
        ElementType element = TensorBytes.Element(proto.Dtype);
        int[] shape = TensorShapes.Known(proto.TensorShape, DataTypes.SizeInMemory(element));
        if (!proto.TensorContent.IsEmpty)
        {
            return element == ElementType.String
                ? throw new TensorFlowFormatException("a tensor of strings cannot lie in tensor_content")
                : TensorBytes.Decode(proto.Dtype, proto.TensorContent.Span, shape);
        }

        return DataTypes.WithoutReference(proto.Dtype) switch
        {
            DataType.DtFloat => Fill(proto.FloatVal, v => v, shape),
            DataType.DtDouble => Fill(proto.DoubleVal, v => v, shape),
            DataType.DtHalf => Fill(proto.HalfVal, v => TensorBytes.WidenHalf([unchecked((ushort)v)])[0], shape),
            DataType.DtBfloat16 => Fill(proto.HalfVal, v => TensorBytes.WidenBfloat16([unchecked((ushort)v)])[0], shape),
            DataType.DtInt8 or DataType.DtQint8 => Fill(proto.IntVal, v => unchecked((sbyte)v), shape),
            DataType.DtInt16 or DataType.DtQint16 => Fill(proto.IntVal, v => unchecked((short)v), shape),
            DataType.DtInt32 or DataType.DtQint32 => Fill(proto.IntVal, v => v, shape),
            DataType.DtUint8 or DataType.DtQuint8 => Fill(proto.IntVal, v => unchecked((byte)v), shape),
            DataType.DtUint16 or DataType.DtQuint16 => Fill(proto.IntVal, v => unchecked((ushort)v), shape),
            DataType.DtInt64 => Fill(proto.Int64Val, v => v, shape),
            DataType.DtUint32 => Fill(proto.Uint32Val, v => v, shape),
            DataType.DtUint64 => Fill(proto.Uint64Val, v => v, shape),
            DataType.DtBool => Fill(proto.BoolVal, v => v, shape),
            _ => Fill(proto.StringVal, v => v.ToByteArray(), shape, []),
        };
    }

    /// <summary>
    /// A constant as TensorFlow's own programs store it: one element in the list of its type, where other readers of such files (OpenCV)
    /// expect axes and the like; more in <c>tensor_content</c>; strings in <c>string_val</c>.
    /// </summary>
    public static TensorProto Write(Tensor tensor)
    {
        var proto = new TensorProto
        {
            Dtype = DataTypes.FromElementType(tensor.Type),
            TensorShape = TensorShapes.From(tensor.Shape.AsSpan()),
        };
        if (tensor.Type == ElementType.String)
        {
            foreach (byte[] text in tensor.Span<byte[]>())
            {
                proto.StringVal.Add(ByteString.CopyFrom(text));
            }
        }
        else if (tensor.Length != 1 || !AddSingle(proto, tensor))
        {
            proto.TensorContent = ByteString.CopyFrom(TensorBytes.Encode(tensor));
        }

        return proto;
    }

    private static bool AddSingle(TensorProto proto, Tensor tensor)
    {
        switch (tensor.Type)
        {
            case ElementType.Float32:
                proto.FloatVal.Add(tensor.Span<float>()[0]);
                return true;
            case ElementType.Int32:
                proto.IntVal.Add(tensor.Span<int>()[0]);
                return true;
            case ElementType.Int64:
                proto.Int64Val.Add(tensor.Span<long>()[0]);
                return true;
            case ElementType.Bool:
                proto.BoolVal.Add(tensor.Span<bool>()[0]);
                return true;
            default:
                return false;
        }
    }

    private static Tensor Fill<TStored, T>(IList<TStored> stored, Func<TStored, T> convert, int[] shape, T? empty = default)
    {
        int length = Tensor.LengthOf(shape);
        long bytesAnElement = typeof(T) == typeof(byte[]) ? IntPtr.Size : System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        if (stored.Count > length)
        {
            throw new TensorFlowFormatException(
                $"a tensor of shape [{string.Join(", ", shape)}] has {length} elements, but {stored.Count} values are stored");
        }

        if (stored.Count < length && length * bytesAnElement > MaximumRepeatedBytes)
        {
            throw new TensorFlowFormatException(
                $"a tensor of shape [{string.Join(", ", shape)}] has {length} elements, but only {stored.Count} values are stored; "
                + $"repeats are limited to {MaximumRepeatedBytes >> 20} MB");
        }

        T[] elements = new T[length];
        for (int i = 0; i < stored.Count; i++)
        {
            elements[i] = convert(stored[i]);
        }

        elements.AsSpan(stored.Count).Fill(stored.Count > 0 ? elements[stored.Count - 1] : empty!);
        return Tensor.Of(elements, shape);
    }
}
