using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>
/// The two products of the head in float32. Always eight lanes and explicit fused multiply-adds, so that every machine gets the same bits.
/// </summary>
/// <remarks>
/// Arguments of all methods: <c>features</c> [N, width]; <c>rows</c> the photos taken; <c>weights</c>/<c>gradient</c>
/// [padded C, width]; <c>sums</c>/<c>coefficients</c> [rows, padded C]. The first class of a block is <c>block * ClassBlocks.Classes</c>.
/// </remarks>
internal static class DenseKernels
{
    /// <summary>Features whose weights of five classes take half of the nearest cache, where they wait for the next photos.</summary>
    private const int NearFeatures = 640;

    /// <summary>sums[i, c] = sum over f of features[rows[i], f] * weights[c, f]: the definition.</summary>
    public static void ForwardScalar(
        FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, Span<float> sums)
    {
        int width = features.Width;
        int classes = weights.Length / width;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> photo = features.Row(rows[i]);
            for (int c = 0; c < classes; c++)
            {
                float sum = 0;
                for (int f = 0; f < width; f++)
                {
                    sum += photo[f] * weights[(c * width) + f];
                }

                sums[(i * classes) + c] = sum;
            }
        }
    }

    /// <summary>
    /// As <see cref="ForwardScalar"/>, with fused multiply-adds in the order of the features, as TensorFlow's product on a CPU adds. For
    /// quantised heads: there a last digit can move a weight by a level, so the same order keeps a run beside TensorFlow's for longer.
    /// </summary>
    public static void ForwardInOrder(
        FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, Span<float> sums)
    {
        int width = features.Width;
        int classes = weights.Length / width;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> photo = features.Row(rows[i]);
            for (int c = 0; c < classes; c += ClassBlocks.Classes)
            {
                ReadOnlySpan<float> w0 = weights.Slice(c * width, width), w1 = weights.Slice((c + 1) * width, width);
                ReadOnlySpan<float> w2 = weights.Slice((c + 2) * width, width), w3 = weights.Slice((c + 3) * width, width);
                ReadOnlySpan<float> w4 = weights.Slice((c + 4) * width, width);
                float a = 0, b = 0, d = 0, e = 0, g = 0;
                for (int f = 0; f < photo.Length; f++)
                {
                    float x = photo[f];
                    a = MathF.FusedMultiplyAdd(x, w0[f], a);
                    b = MathF.FusedMultiplyAdd(x, w1[f], b);
                    d = MathF.FusedMultiplyAdd(x, w2[f], d);
                    e = MathF.FusedMultiplyAdd(x, w3[f], e);
                    g = MathF.FusedMultiplyAdd(x, w4[f], g);
                }

                Span<float> target = sums.Slice((i * classes) + c, ClassBlocks.Classes);
                (target[0], target[1], target[2], target[3], target[4]) = (a, b, d, e, g);
            }
        }
    }

    /// <summary>As <see cref="ForwardScalar"/>, in registers of two photos times five classes.</summary>
    public static void Forward(FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, Span<float> sums)
    {
        int width = features.Width;
        int classes = weights.Length / width;
        int whole = width / Vector256<float>.Count * Vector256<float>.Count;
        features.Check(rows);
        features.CountRead(rows.Length);
        ref float x = ref features.First;
        Span<Vector256<float>> lanes = stackalloc Vector256<float>[ClassBlocks.Photos * ClassBlocks.Classes];
        for (int from = 0; from < rows.Length; from += ClassBlocks.Photos)
        {
            ReadOnlySpan<int> some = rows.Slice(from, Math.Min(ClassBlocks.Photos, rows.Length - from));
            for (int c = 0; c < classes; c += ClassBlocks.Classes)
            {
                ReadOnlySpan<float> block = weights.Slice(c * width, ClassBlocks.Classes * width);
                lanes.Clear();
                for (int f = 0; f < whole; f += NearFeatures)
                {
                    for (int i = 0; i < some.Length; i += 2)
                    {
                        // Of an odd number the last photo comes twice, the second time for nothing.
                        int second = some[Math.Min(i + 1, some.Length - 1)];
                        TwoPhotos(
                            Photo(ref x, some[i], width), Photo(ref x, second, width), block, f, Math.Min(f + NearFeatures, whole),
                            lanes.Slice(i * ClassBlocks.Classes, 2 * ClassBlocks.Classes));
                    }
                }

                for (int i = 0; i < some.Length; i++)
                {
                    AddUp(
                        Photo(ref x, some[i], width), block, whole, lanes.Slice(i * ClassBlocks.Classes, ClassBlocks.Classes),
                        sums.Slice(((from + i) * classes) + c, ClassBlocks.Classes));
                }
            }
        }

        GC.KeepAlive(features);
    }

    /// <summary>
    /// gradient[c, f] += sum over i of coefficients[i, c] * features[rows[i], f] for the block's classes and features from &lt;= f &lt; to:
    /// the definition.
    /// </summary>
    public static void BackwardScalar(
        FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, Span<float> gradient, int block, int from,
        int to)
    {
        int width = features.Width;
        int classes = gradient.Length / width;
        for (int c = block * ClassBlocks.Classes; c < (block + 1) * ClassBlocks.Classes; c++)
        {
            for (int f = from; f < to; f++)
            {
                float sum = gradient[(c * width) + f];
                for (int i = 0; i < rows.Length; i++)
                {
                    sum = MathF.FusedMultiplyAdd(coefficients[(i * classes) + c], features.Row(rows[i])[f], sum);
                }

                gradient[(c * width) + f] = sum;
            }
        }
    }

    /// <summary>As <see cref="BackwardScalar"/> to the bit: photos are added in order, features are independent of each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, Span<float> gradient, int block, int from,
        int to)
    {
        int width = features.Width;
        int classes = gradient.Length / width;
        int firstClass = block * ClassBlocks.Classes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstClass + ClassBlocks.Classes, classes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)rows.Length * classes, coefficients.Length);
        features.Check(rows);
        ref float x = ref features.First;
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
            BackwardScalar(features, rows, coefficients, gradient, block, f, to);
        }

        GC.KeepAlive(features);
    }

    /// <summary>
    /// inputs[i, f] = sum over c of slopes[i, c] * weights[c, f]: the definition. <c>slopes</c> [rows, padded C], <c>inputs</c>
    /// [rows, width].
    /// </summary>
    public static void BackwardToInputsScalar(
        ReadOnlySpan<float> weights, int width, ReadOnlySpan<float> slopes, int padded, Span<float> inputs)
    {
        for (int i = 0; i < slopes.Length / padded; i++)
        {
            for (int f = 0; f < width; f++)
            {
                float sum = 0;
                for (int c = 0; c < padded; c++)
                {
                    sum = MathF.FusedMultiplyAdd(slopes[(i * padded) + c], weights[(c * width) + f], sum);
                }

                inputs[(i * width) + f] = sum;
            }
        }
    }

    /// <summary>As <see cref="BackwardToInputsScalar"/> to the bit: classes are added in order, features are independent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BackwardToInputs(
        ReadOnlySpan<float> weights, int width, ReadOnlySpan<float> slopes, int padded, Span<float> inputs)
    {
        int lanes = Vector256<float>.Count;
        int end = width / lanes * lanes;
        for (int i = 0; i < slopes.Length / padded; i++)
        {
            ReadOnlySpan<float> photo = slopes.Slice(i * padded, padded);
            Span<float> row = inputs.Slice(i * width, width);
            row.Clear();
            for (int c = 0; c < padded; c++)
            {
                Vector256<float> factor = Vector256.Create(photo[c]);
                ReadOnlySpan<float> from = weights.Slice(c * width, width);
                for (int f = 0; f < end; f += lanes)
                {
                    Vector256.FusedMultiplyAdd(
                        factor, Vector256.Create<float>(from.Slice(f, lanes)), Vector256.Create<float>(row.Slice(f, lanes)))
                        .CopyTo(row.Slice(f, lanes));
                }

                for (int f = end; f < width; f++)
                {
                    row[f] = MathF.FusedMultiplyAdd(photo[c], from[f], row[f]);
                }
            }
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

    private static ReadOnlySpan<float> Photo(ref float first, int row, int width) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref first, (nint)row * width), width);

    /// <summary>Some features of two photos, lane by lane; the five classes of the second photo follow those of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoPhotos(
        ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<float> weights, int from, int to, Span<Vector256<float>> lanes)
    {
        int width = first.Length;
        ref float x = ref MemoryMarshal.GetReference(first);
        ref float y = ref MemoryMarshal.GetReference(second);
        ref float w0 = ref MemoryMarshal.GetReference(weights);
        ref float w1 = ref Unsafe.Add(ref w0, width);
        ref float w2 = ref Unsafe.Add(ref w1, width);
        ref float w3 = ref Unsafe.Add(ref w2, width);
        ref float w4 = ref Unsafe.Add(ref w3, width);
        Vector256<float> x0 = lanes[0], x1 = lanes[1], x2 = lanes[2], x3 = lanes[3], x4 = lanes[4];
        Vector256<float> y0 = lanes[5], y1 = lanes[6], y2 = lanes[7], y3 = lanes[8], y4 = lanes[9];
        for (nuint f = (nuint)from; f < (nuint)to; f += (nuint)Vector256<float>.Count)
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

        (lanes[0], lanes[1], lanes[2], lanes[3], lanes[4]) = (x0, x1, x2, x3, x4);
        (lanes[5], lanes[6], lanes[7], lanes[8], lanes[9]) = (y0, y1, y2, y3, y4);
    }

    /// <summary>The lanes of a photo and the features that fill no vector.</summary>
    private static void AddUp(
        ReadOnlySpan<float> photo, ReadOnlySpan<float> weights, int from, ReadOnlySpan<Vector256<float>> lanes, Span<float> sums)
    {
        for (int c = 0; c < lanes.Length; c++)
        {
            sums[c] = Vector256.Sum(lanes[c]);
            for (int f = from; f < photo.Length; f++)
            {
                sums[c] = MathF.FusedMultiplyAdd(photo[f], weights[(c * photo.Length) + f], sums[c]);
            }
        }
    }
}
