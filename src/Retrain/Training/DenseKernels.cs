using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retrain.Training;

/// <summary>
/// The two products of the head in float32. Always eight lanes and explicit fused multiply-adds, so that every machine gets the same bits.
/// </summary>
/// <remarks>
/// Arguments of all methods: <c>values</c> [N, width] features; <c>rows</c> the photos taken; <c>weights</c>/<c>gradient</c>
/// [padded C, width]; <c>sums</c>/<c>coefficients</c> [rows, padded C]. The first class of a block is <c>block * ClassBlocks.Classes</c>.
/// </remarks>
internal static class DenseKernels
{
    /// <summary>sums[i, c] = sum over f of values[rows[i], f] * weights[c, f]: the definition.</summary>
    public static void ForwardScalar(
        ReadOnlySpan<float> values, int width, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, Span<float> sums)
    {
        int classes = weights.Length / width;
        for (int i = 0; i < rows.Length; i++)
        {
            for (int c = 0; c < classes; c++)
            {
                float sum = 0;
                for (int f = 0; f < width; f++)
                {
                    sum += values[(rows[i] * width) + f] * weights[(c * width) + f];
                }

                sums[(i * classes) + c] = sum;
            }
        }
    }

    /// <summary>As <see cref="ForwardScalar"/>, in registers of two photos times five classes.</summary>
    public static void Forward(ReadOnlySpan<float> values, int width, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, Span<float> sums)
    {
        int classes = weights.Length / width;
        for (int c = 0; c < classes; c += ClassBlocks.Classes)
        {
            ReadOnlySpan<float> block = weights.Slice(c * width, ClassBlocks.Classes * width);
            for (int i = 0; i < rows.Length; i += 2)
            {
                int second = Math.Min(i + 1, rows.Length - 1);
                TwoPhotos(
                    values.Slice(rows[i] * width, width),
                    values.Slice(rows[second] * width, width),
                    block,
                    sums.Slice((i * classes) + c, ClassBlocks.Classes),
                    sums.Slice((second * classes) + c, ClassBlocks.Classes));
            }
        }
    }

    /// <summary>
    /// gradient[c, f] += sum over i of coefficients[i, c] * values[rows[i], f] for the block's classes and features from &lt;= f &lt; to:
    /// the definition.
    /// </summary>
    public static void BackwardScalar(
        ReadOnlySpan<float> values, int width, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, Span<float> gradient, int block,
        int from, int to)
    {
        int classes = gradient.Length / width;
        for (int c = block * ClassBlocks.Classes; c < (block + 1) * ClassBlocks.Classes; c++)
        {
            for (int f = from; f < to; f++)
            {
                float sum = gradient[(c * width) + f];
                for (int i = 0; i < rows.Length; i++)
                {
                    sum = MathF.FusedMultiplyAdd(coefficients[(i * classes) + c], values[(rows[i] * width) + f], sum);
                }

                gradient[(c * width) + f] = sum;
            }
        }
    }

    /// <summary>As <see cref="BackwardScalar"/> to the bit: photos are added in order, features are independent of each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        ReadOnlySpan<float> values, int width, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, Span<float> gradient, int block,
        int from, int to)
    {
        int classes = gradient.Length / width;
        int firstClass = block * ClassBlocks.Classes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstClass + ClassBlocks.Classes, classes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length * classes, coefficients.Length);
        foreach (int row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)(values.Length / width));
        }

        ref float x = ref MemoryMarshal.GetReference(values);
        ref int index = ref MemoryMarshal.GetReference(rows);
        ref float coefficient = ref Unsafe.Add(ref MemoryMarshal.GetReference(coefficients), firstClass);
        ref float g0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(gradient), (nuint)firstClass * (nuint)width);
        ref float g1 = ref Unsafe.Add(ref g0, width);
        ref float g2 = ref Unsafe.Add(ref g1, width);
        ref float g3 = ref Unsafe.Add(ref g2, width);
        ref float g4 = ref Unsafe.Add(ref g3, width);
        int f = from;
        for (; f <= to - 16; f += 16)
        {
            nuint at = (nuint)f;
            Vector256<float> a0 = Vector256.LoadUnsafe(ref g0, at), b0 = Vector256.LoadUnsafe(ref g0, at + 8);
            Vector256<float> a1 = Vector256.LoadUnsafe(ref g1, at), b1 = Vector256.LoadUnsafe(ref g1, at + 8);
            Vector256<float> a2 = Vector256.LoadUnsafe(ref g2, at), b2 = Vector256.LoadUnsafe(ref g2, at + 8);
            Vector256<float> a3 = Vector256.LoadUnsafe(ref g3, at), b3 = Vector256.LoadUnsafe(ref g3, at + 8);
            Vector256<float> a4 = Vector256.LoadUnsafe(ref g4, at), b4 = Vector256.LoadUnsafe(ref g4, at + 8);
            ref float k = ref coefficient;
            for (int i = 0; i < rows.Length; i++)
            {
                nuint row = ((nuint)Unsafe.Add(ref index, i) * (nuint)width) + at;
                Vector256<float> low = Vector256.LoadUnsafe(ref x, row), high = Vector256.LoadUnsafe(ref x, row + 8);
                Vector256<float> factor = Vector256.Create(k);
                a0 = Vector256.FusedMultiplyAdd(factor, low, a0);
                b0 = Vector256.FusedMultiplyAdd(factor, high, b0);
                factor = Vector256.Create(Unsafe.Add(ref k, 1));
                a1 = Vector256.FusedMultiplyAdd(factor, low, a1);
                b1 = Vector256.FusedMultiplyAdd(factor, high, b1);
                factor = Vector256.Create(Unsafe.Add(ref k, 2));
                a2 = Vector256.FusedMultiplyAdd(factor, low, a2);
                b2 = Vector256.FusedMultiplyAdd(factor, high, b2);
                factor = Vector256.Create(Unsafe.Add(ref k, 3));
                a3 = Vector256.FusedMultiplyAdd(factor, low, a3);
                b3 = Vector256.FusedMultiplyAdd(factor, high, b3);
                factor = Vector256.Create(Unsafe.Add(ref k, 4));
                a4 = Vector256.FusedMultiplyAdd(factor, low, a4);
                b4 = Vector256.FusedMultiplyAdd(factor, high, b4);
                k = ref Unsafe.Add(ref k, classes);
            }

            a0.StoreUnsafe(ref g0, at);
            b0.StoreUnsafe(ref g0, at + 8);
            a1.StoreUnsafe(ref g1, at);
            b1.StoreUnsafe(ref g1, at + 8);
            a2.StoreUnsafe(ref g2, at);
            b2.StoreUnsafe(ref g2, at + 8);
            a3.StoreUnsafe(ref g3, at);
            b3.StoreUnsafe(ref g3, at + 8);
            a4.StoreUnsafe(ref g4, at);
            b4.StoreUnsafe(ref g4, at + 8);
        }

        if (f < to)
        {
            BackwardScalar(values, width, rows, coefficients, gradient, block, f, to);
        }
    }

    /// <summary>weights -= rate * gradient; gradient = 0.</summary>
    /// <returns>Whether all new weights are finite.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Descend(Span<float> weights, Span<float> gradient, float rate)
    {
        Vector256<float> rates = Vector256.Create(rate);
        Vector256<float> probe = Vector256<float>.Zero;
        float tailProbe = 0;
        int i = 0;
        for (; i <= weights.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Span<float> target = weights.Slice(i, Vector256<float>.Count);
            Span<float> slope = gradient.Slice(i, Vector256<float>.Count);
            Vector256<float> moved = Vector256.Create<float>(target) - (rates * Vector256.Create<float>(slope));
            moved.CopyTo(target);
            slope.Clear();
            // A finite number times zero is zero, any other is NaN, and NaN stays.
            probe += moved * 0;
        }

        for (; i < weights.Length; i++)
        {
            weights[i] -= rate * gradient[i];
            gradient[i] = 0;
            tailProbe += weights[i] * 0;
        }

        return Vector256.Sum(probe) + tailProbe == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoPhotos(
        ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<float> weights, Span<float> firstSums, Span<float> secondSums)
    {
        int width = first.Length;
        ref float x = ref MemoryMarshal.GetReference(first);
        ref float y = ref MemoryMarshal.GetReference(second);
        ref float w0 = ref MemoryMarshal.GetReference(weights);
        ref float w1 = ref Unsafe.Add(ref w0, width);
        ref float w2 = ref Unsafe.Add(ref w1, width);
        ref float w3 = ref Unsafe.Add(ref w2, width);
        ref float w4 = ref Unsafe.Add(ref w3, width);
        Vector256<float> x0 = default, x1 = default, x2 = default, x3 = default, x4 = default;
        Vector256<float> y0 = default, y1 = default, y2 = default, y3 = default, y4 = default;
        nuint end = (nuint)(width / Vector256<float>.Count * Vector256<float>.Count);
        for (nuint f = 0; f < end; f += (nuint)Vector256<float>.Count)
        {
            Vector256<float> a = Vector256.LoadUnsafe(ref x, f), b = Vector256.LoadUnsafe(ref y, f);
            Vector256<float> w = Vector256.LoadUnsafe(ref w0, f);
            x0 = Vector256.FusedMultiplyAdd(a, w, x0);
            y0 = Vector256.FusedMultiplyAdd(b, w, y0);
            w = Vector256.LoadUnsafe(ref w1, f);
            x1 = Vector256.FusedMultiplyAdd(a, w, x1);
            y1 = Vector256.FusedMultiplyAdd(b, w, y1);
            w = Vector256.LoadUnsafe(ref w2, f);
            x2 = Vector256.FusedMultiplyAdd(a, w, x2);
            y2 = Vector256.FusedMultiplyAdd(b, w, y2);
            w = Vector256.LoadUnsafe(ref w3, f);
            x3 = Vector256.FusedMultiplyAdd(a, w, x3);
            y3 = Vector256.FusedMultiplyAdd(b, w, y3);
            w = Vector256.LoadUnsafe(ref w4, f);
            x4 = Vector256.FusedMultiplyAdd(a, w, x4);
            y4 = Vector256.FusedMultiplyAdd(b, w, y4);
        }

        firstSums[0] = Vector256.Sum(x0);
        firstSums[1] = Vector256.Sum(x1);
        firstSums[2] = Vector256.Sum(x2);
        firstSums[3] = Vector256.Sum(x3);
        firstSums[4] = Vector256.Sum(x4);
        secondSums[0] = Vector256.Sum(y0);
        secondSums[1] = Vector256.Sum(y1);
        secondSums[2] = Vector256.Sum(y2);
        secondSums[3] = Vector256.Sum(y3);
        secondSums[4] = Vector256.Sum(y4);
        for (int f = (int)end; f < width; f++)
        {
            for (int c = 0; c < ClassBlocks.Classes; c++)
            {
                firstSums[c] = MathF.FusedMultiplyAdd(first[f], weights[(c * width) + f], firstSums[c]);
                // The last photo of an odd number comes twice; its sums must not be counted twice.
                if (firstSums != secondSums)
                {
                    secondSums[c] = MathF.FusedMultiplyAdd(second[f], weights[(c * width) + f], secondSums[c]);
                }
            }
        }
    }
}
