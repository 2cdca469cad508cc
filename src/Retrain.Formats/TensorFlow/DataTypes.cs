using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>TensorFlow's element types and ours.</summary>
internal static class DataTypes
{
    // A reference type (DT_FLOAT_REF) is its value type plus this.
    private const int ReferenceOffset = 100;

    /// <summary>
    /// What tensors of this type become; <see langword="null"/>: there is no such thing in the IR (complex numbers, handles).
    /// </summary>
    /// <param name="type">
    /// May be a reference type. Half and bfloat16 become float32; the quantised types become their plain integers.
    /// </param>
    public static ElementType? ToElementType(DataType type) => WithoutReference(type) switch
    {
        DataType.DtFloat or DataType.DtHalf or DataType.DtBfloat16 => ElementType.Float32,
        DataType.DtDouble => ElementType.Float64,
        DataType.DtInt8 or DataType.DtQint8 => ElementType.Int8,
        DataType.DtInt16 or DataType.DtQint16 => ElementType.Int16,
        DataType.DtInt32 or DataType.DtQint32 => ElementType.Int32,
        DataType.DtInt64 => ElementType.Int64,
        DataType.DtUint8 or DataType.DtQuint8 => ElementType.UInt8,
        DataType.DtUint16 or DataType.DtQuint16 => ElementType.UInt16,
        DataType.DtUint32 => ElementType.UInt32,
        DataType.DtUint64 => ElementType.UInt64,
        DataType.DtBool => ElementType.Bool,
        DataType.DtString => ElementType.String,
        _ => null,
    };

    /// <summary>The type as TensorFlow stores it.</summary>
    public static DataType FromElementType(ElementType type) => type switch
    {
        ElementType.Float32 => DataType.DtFloat,
        ElementType.Float64 => DataType.DtDouble,
        ElementType.Int8 => DataType.DtInt8,
        ElementType.Int16 => DataType.DtInt16,
        ElementType.Int32 => DataType.DtInt32,
        ElementType.Int64 => DataType.DtInt64,
        ElementType.UInt8 => DataType.DtUint8,
        ElementType.UInt16 => DataType.DtUint16,
        ElementType.UInt32 => DataType.DtUint32,
        ElementType.UInt64 => DataType.DtUint64,
        ElementType.Bool => DataType.DtBool,
        ElementType.String => DataType.DtString,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>The value type of a reference type; any other type as it is.</summary>
    public static DataType WithoutReference(DataType type) => (int)type > ReferenceOffset ? type - ReferenceOffset : type;

    /// <summary>Bytes an element takes in a file; 0 for strings and for what <see cref="ToElementType"/> does not know.</summary>
    public static int SizeInFile(DataType type) => WithoutReference(type) switch
    {
        DataType.DtHalf or DataType.DtBfloat16 => 2,
        DataType.DtString => 0,
        _ => ToElementType(type) is { } element ? SizeInMemory(element) : 0,
    };

    /// <summary>Bytes an element takes in memory; of a string only the reference to it.</summary>
    public static int SizeInMemory(ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Int16 or ElementType.UInt16 => 2,
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
        _ => IntPtr.Size,
    };

    /// <summary>The type for messages: <c>DT_COMPLEX64</c>, <c>type 77</c>.</summary>
    public static string Name(DataType type)
    {
        string? name = TensorflowReflection.Descriptor.EnumTypes.First(e => e.Name == nameof(DataType)).FindValueByNumber((int)type)?.Name;
        return name ?? $"type {(int)type}";
    }
}
