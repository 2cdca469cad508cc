using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>Cuts boxes out of tensors and puts tensors together from boxes.</summary>
internal static class TensorBoxes
{
    /// <summary>A box out of a tensor.</summary>
    /// <exception cref="TensorFlowFormatException">It does not lie inside.</exception>
    public static Tensor Cut(Tensor whole, int[] start, int[] lengths)
    {
        CheckInside([.. whole.Shape], start, lengths);
        return whole.Type switch
        {
            ElementType.Float32 => Cut<float>(whole, start, lengths),
            ElementType.Float64 => Cut<double>(whole, start, lengths),
            ElementType.Int8 => Cut<sbyte>(whole, start, lengths),
            ElementType.Int16 => Cut<short>(whole, start, lengths),
            ElementType.Int32 => Cut<int>(whole, start, lengths),
            ElementType.Int64 => Cut<long>(whole, start, lengths),
            ElementType.UInt8 => Cut<byte>(whole, start, lengths),
            ElementType.UInt16 => Cut<ushort>(whole, start, lengths),
            ElementType.UInt32 => Cut<uint>(whole, start, lengths),
            ElementType.UInt64 => Cut<ulong>(whole, start, lengths),
            ElementType.Bool => Cut<bool>(whole, start, lengths),
            _ => Cut<byte[]>(whole, start, lengths),
        };
    }

    /// <summary>A tensor put together from boxes of the same type, which fill it.</summary>
    /// <param name="parts">At least one; each with its first place along each axis.</param>
    /// <param name="shape">The whole.</param>
    /// <exception cref="TensorFlowFormatException">A box lies outside.</exception>
    public static Tensor Join(IReadOnlyList<(int[] Start, Tensor Value)> parts, int[] shape)
    {
        foreach ((int[] start, Tensor value) in parts)
        {
            CheckInside(shape, start, [.. value.Shape]);
        }

        return parts[0].Value.Type switch
        {
            ElementType.Float32 => Join<float>(parts, shape),
            ElementType.Float64 => Join<double>(parts, shape),
            ElementType.Int8 => Join<sbyte>(parts, shape),
            ElementType.Int16 => Join<short>(parts, shape),
            ElementType.Int32 => Join<int>(parts, shape),
            ElementType.Int64 => Join<long>(parts, shape),
            ElementType.UInt8 => Join<byte>(parts, shape),
            ElementType.UInt16 => Join<ushort>(parts, shape),
            ElementType.UInt32 => Join<uint>(parts, shape),
            ElementType.UInt64 => Join<ulong>(parts, shape),
            ElementType.Bool => Join<bool>(parts, shape),
            _ => Join<byte[]>(parts, shape),
        };
    }

    private static void CheckInside(int[] shape, int[] start, int[] lengths)
    {
        bool inside = start.Length == shape.Length && lengths.Length == shape.Length;
        for (int i = 0; inside && i < shape.Length; i++)
        {
            inside = start[i] >= 0 && lengths[i] >= 0 && start[i] <= shape[i] - lengths[i];
        }

        if (!inside)
        {
            throw new TensorFlowFormatException(
                $"a part at [{string.Join(", ", start)}] of shape [{string.Join(", ", lengths)}] "
                + $"does not lie inside the shape [{string.Join(", ", shape)}]");
        }
    }

    private static Tensor Cut<T>(Tensor whole, int[] start, int[] lengths)
    {
        T[] part = new T[Tensor.LengthOf(lengths)];
        int[] shape = [.. whole.Shape];
        ReadOnlySpan<T> from = whole.Span<T>();
        int run = RunLength(lengths);
        for (int done = 0; done < part.Length; done += run)
        {
            from.Slice(PlaceOf(done, start, lengths, shape), run).CopyTo(part.AsSpan(done));
        }

        return Tensor.Of(part, lengths);
    }

    private static Tensor Join<T>(IReadOnlyList<(int[] Start, Tensor Value)> parts, int[] shape)
    {
        T[] whole = new T[Tensor.LengthOf(shape)];
        foreach ((int[] start, Tensor value) in parts)
        {
            int[] lengths = [.. value.Shape];
            ReadOnlySpan<T> from = value.Span<T>();
            int run = RunLength(lengths);
            for (int done = 0; done < from.Length; done += run)
            {
                from.Slice(done, run).CopyTo(whole.AsSpan(PlaceOf(done, start, lengths, shape)));
            }
        }

        // Boxes that overlap leave gaps, which only strings show.
        return default(T) is null && whole.Any(v => v is null)
            ? throw new TensorFlowFormatException("the parts do not fill the whole")
            : Tensor.Of(whole, shape);
    }

    /// <summary>Elements of a box that lie side by side in the whole: those along its last axis.</summary>
    private static int RunLength(int[] lengths) => lengths.Length == 0 ? 1 : Math.Max(lengths[^1], 1);

    /// <summary>Where in the whole the box's element of that number is.</summary>
    private static int PlaceOf(int element, int[] start, int[] lengths, int[] shape)
    {
        int place = 0;
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            place += ((element % lengths[axis]) + start[axis]) * stride;
            element /= lengths[axis];
            stride *= shape[axis];
        }

        return place;
    }
}
