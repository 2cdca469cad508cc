namespace Retrain.Graph;

/// <summary>Kinds of element types, and conversions between them.</summary>
internal static class Elements
{
    /// <summary>Whether elements are numbers.</summary>
    public static bool IsNumber(this ElementType type) => type is not (ElementType.Bool or ElementType.String);

    /// <summary>Whether elements are floating-point numbers.</summary>
    public static bool IsFloat(this ElementType type) => type is ElementType.Float32 or ElementType.Float64;

    /// <summary>Whole numbers (or bools, as 0 and 1), exactly: 128 bits hold every product of two elements.</summary>
    public static Int128[] ToWhole(this Tensor tensor) => tensor.Type switch
    {
        ElementType.Int64 => Array.ConvertAll(tensor.Span<long>().ToArray(), v => (Int128)v),
        ElementType.UInt64 => Array.ConvertAll(tensor.Span<ulong>().ToArray(), v => (Int128)v),
        _ => Array.ConvertAll(tensor.ToInt64(), v => (Int128)v),
    };

    /// <summary>Whole numbers as elements of a type; what does not fit loses its upper bits, as in every processor.</summary>
    public static Tensor FromWhole(ElementType type, Int128[] elements, params ReadOnlySpan<int> shape) => type switch
    {
        ElementType.Int8 => Tensor.Of(Array.ConvertAll(elements, v => unchecked((sbyte)v)), shape),
        ElementType.Int16 => Tensor.Of(Array.ConvertAll(elements, v => unchecked((short)v)), shape),
        ElementType.Int32 => Tensor.Of(Array.ConvertAll(elements, v => unchecked((int)v)), shape),
        ElementType.Int64 => Tensor.Of(Array.ConvertAll(elements, v => unchecked((long)v)), shape),
        ElementType.UInt8 => Tensor.Of(Array.ConvertAll(elements, v => unchecked((byte)v)), shape),
        ElementType.UInt16 => Tensor.Of(Array.ConvertAll(elements, v => unchecked((ushort)v)), shape),
        ElementType.UInt32 => Tensor.Of(Array.ConvertAll(elements, v => unchecked((uint)v)), shape),
        ElementType.UInt64 => Tensor.Of(Array.ConvertAll(elements, v => unchecked((ulong)v)), shape),
        ElementType.Bool => Tensor.Of(Array.ConvertAll(elements, v => v != 0), shape),

        // By way of float64 the number would be rounded twice.
        ElementType.Float32 => Tensor.Of(Array.ConvertAll(elements, v => v <= long.MaxValue ? (float)(long)v : (float)(ulong)v), shape),
        ElementType.Float64 => Tensor.Of(Array.ConvertAll(elements, v => v <= long.MaxValue ? (double)(long)v : (double)(ulong)v), shape),
        _ => throw new GraphException($"numbers cannot become {type}"),
    };

    /// <summary>
    /// Float64 numbers as elements of a type: rounded once, or cut off to whole numbers, where the nearest one that exists stands for
    /// what is too large.
    /// </summary>
    public static Tensor FromDoubles(ElementType type, double[] elements, params ReadOnlySpan<int> shape)
    {
        switch (type)
        {
            case ElementType.Float32:
                return Tensor.Of(Array.ConvertAll(elements, v => (float)v), shape);
            case ElementType.Float64:
                return Tensor.Of(elements, shape);
            case ElementType.Bool:
                return Tensor.Of(Array.ConvertAll(elements, v => v != 0), shape);
            default:
                (Int128 least, Int128 most) = Range(type);
                return FromWhole(type, Array.ConvertAll(elements, Whole), shape);

                Int128 Whole(double v) => double.IsNaN(v) ? 0 : Int128.Clamp(Int128.CreateSaturating(v), least, most);
        }
    }

    /// <summary>Elements in another type; <see cref="Ops.Cast"/> defines it.</summary>
    public static Tensor Cast(this Tensor tensor, ElementType type)
    {
        if (tensor.Type == type)
        {
            return tensor;
        }

        return tensor.Type.IsFloat()
            ? FromDoubles(type, tensor.ToDoubles(), tensor.Shape.AsSpan())
            : FromWhole(type, tensor.ToWhole(), tensor.Shape.AsSpan());
    }

    /// <summary>A function of each float32 element, computed in float64 and rounded once.</summary>
    public static Tensor Map(this Tensor tensor, Func<double, double> function)
    {
        float[] elements = tensor.Floats.ToArray();
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = (float)function(elements[i]);
        }

        return Tensor.Of(elements, tensor.Shape.AsSpan());
    }

    /// <summary>Least and greatest number of a type of whole numbers.</summary>
    public static (Int128 Least, Int128 Most) Range(ElementType type) => type switch
    {
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        ElementType.Int64 => (long.MinValue, long.MaxValue),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        ElementType.UInt32 => (uint.MinValue, uint.MaxValue),
        ElementType.UInt64 => (ulong.MinValue, ulong.MaxValue),
        _ => throw new GraphException($"{type} is no type of whole numbers"),
    };
}
