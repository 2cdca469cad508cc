using Retrain.Graph.Ops;

namespace Retrain.Graph;

/// <summary>Elements brought to other places; works for every element type.</summary>
internal static class Rearrange
{
    /// <summary>Place of an element that the input does not have.</summary>
    public const int Outside = -1;

    /// <summary>
    /// The one kernel behind slices, transpositions, tiles and paddings: output element [i, j, ...] is input element <c>places[0][i]
    /// + places[1][j] + ...</c>, or the
    /// fill value where one of the places is <see cref="Outside"/>.
    /// </summary>
    public static Tensor Take(Tensor x, int[][] places, double fill = 0) => x.Type switch
    {
        ElementType.Float32 => Take<float>(x, places, fill),
        ElementType.Float64 => Take<double>(x, places, fill),
        ElementType.Int8 => Take<sbyte>(x, places, fill),
        ElementType.Int16 => Take<short>(x, places, fill),
        ElementType.Int32 => Take<int>(x, places, fill),
        ElementType.Int64 => Take<long>(x, places, fill),
        ElementType.UInt8 => Take<byte>(x, places, fill),
        ElementType.UInt16 => Take<ushort>(x, places, fill),
        ElementType.UInt32 => Take<uint>(x, places, fill),
        ElementType.UInt64 => Take<ulong>(x, places, fill),
        ElementType.Bool => Take<bool>(x, places, fill),
        _ => Take<byte[]>(x, places, fill),
    };

    /// <summary>Elements by their places in row-major order.</summary>
    public static Tensor Pick(Tensor x, int[] places, params ReadOnlySpan<int> shape) => Take(x.Reshape(x.Length), [places]).Reshape(shape);

    /// <summary>Tensors of one type and rank one behind the other along an axis.</summary>
    public static Tensor Join(IReadOnlyList<Tensor> parts, int axis) => parts[0].Type switch
    {
        ElementType.Float32 => Join<float>(parts, axis),
        ElementType.Float64 => Join<double>(parts, axis),
        ElementType.Int8 => Join<sbyte>(parts, axis),
        ElementType.Int16 => Join<short>(parts, axis),
        ElementType.Int32 => Join<int>(parts, axis),
        ElementType.Int64 => Join<long>(parts, axis),
        ElementType.UInt8 => Join<byte>(parts, axis),
        ElementType.UInt16 => Join<ushort>(parts, axis),
        ElementType.UInt32 => Join<uint>(parts, axis),
        ElementType.UInt64 => Join<ulong>(parts, axis),
        ElementType.Bool => Join<bool>(parts, axis),
        _ => Join<byte[]>(parts, axis),
    };

    /// <summary>Places of every element as they are: a start for <see cref="Take(Tensor, int[][], double)"/>.</summary>
    public static int[][] Places(Tensor x)
    {
        int[] strides = AxisRules.Strides(x.Shape.AsSpan());
        return [.. x.Shape.Select((length, axis) => Places(length, i => i, strides[axis]))];
    }

    /// <summary>Places along an axis.</summary>
    /// <param name="count">Output elements along it.</param>
    /// <param name="source">Input element for each; <see cref="Outside"/>: none.</param>
    /// <param name="stride">Distance of input elements.</param>
    public static int[] Places(int count, Func<int, int> source, int stride)
    {
        int[] places = new int[count];
        for (int i = 0; i < count; i++)
        {
            int from = source(i);
            places[i] = from == Outside ? Outside : from * stride;
        }

        return places;
    }

    /// <summary>Output axis i is input axis <c>order.Axes[i]</c>.</summary>
    public static Tensor Transpose(Tensor x, Permutation order) => order.IsPlain ? x : Take(x, [.. order.Apply(Places(x))]);

    /// <summary>One axis moved behind all others.</summary>
    public static Permutation ToEnd(int rank, params IReadOnlyCollection<int> axes) =>
        new([.. Enumerable.Range(0, rank).Where(a => !axes.Contains(a)), .. axes]);

    /// <summary>NumPy's broadcasting to a shape that fits.</summary>
    public static Tensor Expand(Tensor x, ReadOnlySpan<int> shape)
    {
        if (x.Shape.AsSpan().SequenceEqual(shape))
        {
            return x;
        }

        int[] strides = AxisRules.Strides(x.Shape.AsSpan());
        int[][] places = new int[shape.Length][];
        for (int axis = 0; axis < places.Length; axis++)
        {
            int own = axis - (shape.Length - x.Rank);
            places[axis] = own < 0 || x.Shape[own] == 1 ? new int[shape[axis]] : Places(shape[axis], i => i, strides[own]);
        }

        return Take(x, places);
    }

    /// <summary>Elements put around a tensor; <see cref="Ops.Pad"/> defines it.</summary>
    public static Tensor Pad(Tensor x, IReadOnlyList<int> before, IReadOnlyList<int> after, PadMode mode, double fill)
    {
        int[] strides = AxisRules.Strides(x.Shape.AsSpan());
        int[][] places = [.. x.Shape.Select((length, axis) => Places(
            length + before[axis] + after[axis], i => Source(i - before[axis], length, mode), strides[axis]))];
        return Take(x, places, fill);
    }

    private static int Source(int place, int length, PadMode mode)
    {
        if (place >= 0 && place < length)
        {
            return place;
        }

        return mode switch
        {
            PadMode.Reflect => place < 0 ? -place : (2 * (length - 1)) - place,
            PadMode.Symmetric => place < 0 ? -place - 1 : (2 * length) - 1 - place,
            _ => Outside,
        };
    }

    private static Tensor Take<T>(Tensor x, int[][] places, double fill)
    {
        int[] shape = [.. places.Select(p => p.Length)];
        var target = new T[Tensor.LengthOf(shape)];
        if (target.Length > 0)
        {
            T value = x.Type == ElementType.String ? (T)(object)Array.Empty<byte>() : Tensor.Scalar(fill).Cast(x.Type).Span<T>()[0];
            int written = 0;
            Take(x.Span<T>(), target, places, 0, 0, value, ref written);
        }

        return Tensor.Of(target, shape);
    }

    private static void Take<T>(ReadOnlySpan<T> source, T[] target, int[][] places, int axis, int offset, T fill, ref int written)
    {
        if (axis == places.Length)
        {
            target[written++] = offset < 0 ? fill : source[offset];
            return;
        }

        int[] along = places[axis];
        if (axis < places.Length - 1)
        {
            foreach (int place in along)
            {
                Take(source, target, places, axis + 1, offset < 0 || place < 0 ? Outside : offset + place, fill, ref written);
            }

            return;
        }

        foreach (int place in along)
        {
            target[written++] = offset < 0 || place < 0 ? fill : source[offset + place];
        }
    }

    private static Tensor Join<T>(IReadOnlyList<Tensor> parts, int axis)
    {
        int[] shape = [.. parts[0].Shape];
        shape[axis] = ShapeRules.Fit(parts.Sum(p => (long)p.Shape[axis]));
        var target = new T[Tensor.LengthOf(shape)];
        int outer = Tensor.LengthOf(parts[0].Shape.AsSpan()[..axis]);
        int written = 0;
        for (int block = 0; block < outer; block++)
        {
            foreach (Tensor part in parts)
            {
                int length = part.Length / outer;
                part.Span<T>().Slice(block * length, length).CopyTo(target.AsSpan(written));
                written += length;
            }
        }

        return Tensor.Of(target, shape);
    }
}
