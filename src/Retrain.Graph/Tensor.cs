using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Retrain.Graph;

/// <summary>A constant: shape and elements, row-major. Nobody changes the elements after the tensor was made.</summary>
internal sealed class Tensor
{
    private readonly Array data;

    private Tensor(ElementType type, ImmutableArray<int> shape, Array data)
    {
        Type = type;
        Shape = shape;
        this.data = data;
        int expected = LengthOf(shape);
        if (data.Length != expected)
        {
            throw new GraphException($"a tensor of shape [{string.Join(", ", shape)}] has {expected} elements, not {data.Length}");
        }
    }

    /// <summary>What the elements are.</summary>
    public ElementType Type { get; }

    /// <summary>Length of each axis; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Length;

    /// <summary>Number of elements.</summary>
    public int Length => data.Length;

    /// <summary>Elements as float32; the tensor must be <see cref="ElementType.Float32"/>.</summary>
    public ReadOnlySpan<float> Floats => Span<float>();

    /// <summary>Wraps an array, which the caller hands over.</summary>
    /// <typeparam name="T">Element type: a number of .NET, <see langword="bool"/>, or byte[] for strings.</typeparam>
    /// <exception cref="GraphException">Shape and number of elements do not fit.</exception>
    public static Tensor Of<T>(T[] elements, params ReadOnlySpan<int> shape) => new(TypeOf<T>(), [.. shape], elements);

    /// <summary>A tensor without axes.</summary>
    public static Tensor Scalar<T>(T element) => new(TypeOf<T>(), [], new[] { element });

    /// <summary>A list of numbers as int64, the type that shapes and axes have.</summary>
    public static Tensor Vector(params ReadOnlySpan<long> elements) => new(ElementType.Int64, [elements.Length], elements.ToArray());

    /// <summary>Elements from raw little-endian memory, as files hold them. Not for strings.</summary>
    /// <exception cref="GraphException">Length and shape do not fit, or the type has no raw form.</exception>
    public static Tensor FromBytes(ElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<int> shape)
    {
        return type switch
        {
            ElementType.Float32 => Raw<float>(bytes, shape),
            ElementType.Float64 => Raw<double>(bytes, shape),
            ElementType.Int8 => Raw<sbyte>(bytes, shape),
            ElementType.Int16 => Raw<short>(bytes, shape),
            ElementType.Int32 => Raw<int>(bytes, shape),
            ElementType.Int64 => Raw<long>(bytes, shape),
            ElementType.UInt8 => Raw<byte>(bytes, shape),
            ElementType.UInt16 => Raw<ushort>(bytes, shape),
            ElementType.UInt32 => Raw<uint>(bytes, shape),
            ElementType.UInt64 => Raw<ulong>(bytes, shape),
            ElementType.Bool => Of(Array.ConvertAll(bytes.ToArray(), b => b != 0), shape),
            _ => throw new GraphException($"elements of type {type} have no raw form"),
        };
    }

    /// <summary>Number of elements of a shape.</summary>
    /// <exception cref="GraphException">An axis is negative, or there are more elements than an array can hold.</exception>
    public static int LengthOf(ReadOnlySpan<int> shape)
    {
        long length = 1;
        bool empty = false;
        foreach (int axis in shape)
        {
            empty |= axis == 0;
            length = axis < 0 || (!empty && length > int.MaxValue / Math.Max(axis, 1)) ? -1 : length * axis;
            if (length < 0)
            {
                throw new GraphException($"no tensor can have the shape [{string.Join(", ", shape.ToArray())}]");
            }
        }

        return (int)length;
    }

    /// <inheritdoc cref="LengthOf(ReadOnlySpan{int})"/>
    public static int LengthOf(ImmutableArray<int> shape) => LengthOf(shape.AsSpan());

    /// <summary>The elements; <typeparamref name="T"/> must be the tensor's own type.</summary>
    public ReadOnlySpan<T> Span<T>() => (T[])data;

    /// <summary>The elements as raw memory in this machine's order; not for strings.</summary>
    public ReadOnlySpan<byte> Bytes() => Type switch
    {
        ElementType.Float32 => MemoryMarshal.AsBytes(Span<float>()),
        ElementType.Float64 => MemoryMarshal.AsBytes(Span<double>()),
        ElementType.Int8 => MemoryMarshal.AsBytes(Span<sbyte>()),
        ElementType.Int16 => MemoryMarshal.AsBytes(Span<short>()),
        ElementType.Int32 => MemoryMarshal.AsBytes(Span<int>()),
        ElementType.Int64 => MemoryMarshal.AsBytes(Span<long>()),
        ElementType.UInt8 => Span<byte>(),
        ElementType.UInt16 => MemoryMarshal.AsBytes(Span<ushort>()),
        ElementType.UInt32 => MemoryMarshal.AsBytes(Span<uint>()),
        ElementType.UInt64 => MemoryMarshal.AsBytes(Span<ulong>()),
        ElementType.Bool => MemoryMarshal.AsBytes(Span<bool>()),
        _ => throw new GraphException($"elements of type {Type} have no raw form"),
    };

    /// <summary>The same elements in another shape of the same length.</summary>
    public Tensor Reshape(params ReadOnlySpan<int> shape) => new(Type, [.. shape], data);

    /// <summary>The elements as whole numbers: axes, shapes, permutations. Bool counts as 0 and 1; floats are cut off.</summary>
    public long[] ToInt64() => Type switch
    {
        ElementType.Int64 => Span<long>().ToArray(),
        _ => Array.ConvertAll(ToDoubles(), v => (long)v),
    };

    /// <summary>As <see cref="ToInt64"/>, where each number must fit 32 bits.</summary>
    /// <exception cref="GraphException">One does not.</exception>
    public int[] ToInt32() => Array.ConvertAll(
        ToInt64(),
        v => v is >= int.MinValue and <= int.MaxValue ? (int)v : throw new GraphException($"{v} is too large for an axis or a length"));

    /// <summary>Every element as float64; int64 beyond 2^53 loses its last digits.</summary>
    public double[] ToDoubles() => data switch
    {
        float[] d => Array.ConvertAll(d, v => (double)v),
        double[] d => [.. d],
        bool[] d => Array.ConvertAll(d, v => v ? 1.0 : 0),
        sbyte[] when Type == ElementType.Int8 => Array.ConvertAll((sbyte[])data, v => (double)v),
        byte[] d => Array.ConvertAll(d, v => (double)v),
        short[] when Type == ElementType.Int16 => Array.ConvertAll((short[])data, v => (double)v),
        ushort[] d => Array.ConvertAll(d, v => (double)v),
        int[] when Type == ElementType.Int32 => Array.ConvertAll((int[])data, v => (double)v),
        uint[] d => Array.ConvertAll(d, v => (double)v),
        long[] when Type == ElementType.Int64 => Array.ConvertAll((long[])data, v => (double)v),
        ulong[] d => Array.ConvertAll(d, v => (double)v),
        _ => throw new GraphException($"elements of type {Type} are no numbers"),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";

    private static Tensor Raw<T>(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        int size = Marshal.SizeOf<T>();
        if (bytes.Length % size != 0)
        {
            throw new GraphException($"{bytes.Length} bytes are no whole number of {size}-byte elements");
        }

        return Of(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), shape);
    }

    private static ElementType TypeOf<T>() => default(T) switch
    {
        float => ElementType.Float32,
        double => ElementType.Float64,
        sbyte => ElementType.Int8,
        short => ElementType.Int16,
        int => ElementType.Int32,
        long => ElementType.Int64,
        byte => ElementType.UInt8,
        ushort => ElementType.UInt16,
        uint => ElementType.UInt32,
        ulong => ElementType.UInt64,
        bool => ElementType.Bool,
        _ when typeof(T) == typeof(byte[]) => ElementType.String,
        _ => throw new ArgumentException($"{typeof(T)} is no element type"),
    };
}
