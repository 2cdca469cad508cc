using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>
/// The two products of the head in float64 over float32 features, widened in registers: half the memory traffic of float64 features.
/// Always four lanes and explicit fused multiply-adds, so that every machine gets the same bits.
/// </summary>
/// <remarks>Arguments as those of <see cref="DenseKernels"/>.</remarks>
internal static class WideKernels
{
    /// <summary>Features whose weights of five classes take half of the nearest cache, where they wait for the next photos.</summary>
    private const int NearFeatures = 320;

    /// <summary>sums[i, c] = sum over f of features[rows[i], f] * weights[c, f]: the definition.</summary>
    public static void ForwardScalar(
        FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<double> weights, Span<double> sums)
    {
        int width = features.Width;
        int classes = weights.Length / width;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> photo = features.Row(rows[i]);
            for (int c = 0; c < classes; c++)
            {
                double sum = 0;
                for (int f = 0; f < width; f++)
                {
                    sum += photo[f] * weights[(c * width) + f];
                }

                sums[(i * classes) + c] = sum;
            }
        }
    }

    /// <summary>As <see cref="ForwardScalar"/>, in registers of two photos times five classes.</summary>
    public static void Forward(FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<double> weights, Span<double> sums)
    {
        int width = features.Width;
        int classes = weights.Length / width;
        int whole = width / Vector256<double>.Count * Vector256<double>.Count;
        features.Check(rows);
        features.CountRead(rows.Length);
        ref float x = ref features.First;
        Span<Vector256<double>> lanes = stackalloc Vector256<double>[ClassBlocks.Photos * ClassBlocks.Classes];
        for (int from = 0; from < rows.Length; from += ClassBlocks.Photos)
        {
            ReadOnlySpan<int> some = rows.Slice(from, Math.Min(ClassBlocks.Photos, rows.Length - from));
            for (int c = 0; c < classes; c += ClassBlocks.Classes)
            {
                ReadOnlySpan<double> block = weights.Slice(c * width, ClassBlocks.Classes * width);
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
        FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<double> coefficients, Span<double> gradient, int block, int from,
        int to)
    {
        int width = features.Width;
        int classes = gradient.Length / width;
        for (int c = block * ClassBlocks.Classes; c < (block + 1) * ClassBlocks.Classes; c++)
        {
            for (int f = from; f < to; f++)
            {
                double sum = gradient[(c * width) + f];
                for (int i = 0; i < rows.Length; i++)
                {
                    sum = Math.FusedMultiplyAdd(coefficients[(i * classes) + c], features.Row(rows[i])[f], sum);
                }

                gradient[(c * width) + f] = sum;
            }
        }
    }

    /// <summary>As <see cref="BackwardScalar"/> to the bit: photos are added in order, features are independent of each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<double> coefficients, Span<double> gradient, int block, int from,
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
        ref double coefficient = ref Unsafe.Add(ref MemoryMarshal.GetReference(coefficients), firstClass);
        ref double g0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(gradient), (nuint)firstClass * (nuint)width);
        ref double g1 = ref Unsafe.Add(ref g0, width);
        ref double g2 = ref Unsafe.Add(ref g1, width);
        ref double g3 = ref Unsafe.Add(ref g2, width);
        ref double g4 = ref Unsafe.Add(ref g3, width);
        int f = from;
        for (; f <= to - 8; f += 8)
        {
            nuint at = (nuint)f;
            Vector256<double> a0 = Vector256.LoadUnsafe(ref g0, at), b0 = Vector256.LoadUnsafe(ref g0, at + 4);
            Vector256<double> a1 = Vector256.LoadUnsafe(ref g1, at), b1 = Vector256.LoadUnsafe(ref g1, at + 4);
            Vector256<double> a2 = Vector256.LoadUnsafe(ref g2, at), b2 = Vector256.LoadUnsafe(ref g2, at + 4);
            Vector256<double> a3 = Vector256.LoadUnsafe(ref g3, at), b3 = Vector256.LoadUnsafe(ref g3, at + 4);
            Vector256<double> a4 = Vector256.LoadUnsafe(ref g4, at), b4 = Vector256.LoadUnsafe(ref g4, at + 4);
            ref double k = ref coefficient;
            for (int i = 0; i < rows.Length; i++)
            {
                nuint row = ((nuint)Unsafe.Add(ref index, i) * (nuint)width) + at;
                Vector256<double> low = Vector256.WidenLower(Vector128.LoadUnsafe(ref x, row).ToVector256Unsafe());
                Vector256<double> high = Vector256.WidenLower(Vector128.LoadUnsafe(ref x, row + 4).ToVector256Unsafe());
                Vector256<double> factor = Vector256.Create(k);
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
            b0.StoreUnsafe(ref g0, at + 4);
            a1.StoreUnsafe(ref g1, at);
            b1.StoreUnsafe(ref g1, at + 4);
            a2.StoreUnsafe(ref g2, at);
            b2.StoreUnsafe(ref g2, at + 4);
            a3.StoreUnsafe(ref g3, at);
            b3.StoreUnsafe(ref g3, at + 4);
            a4.StoreUnsafe(ref g4, at);
            b4.StoreUnsafe(ref g4, at + 4);
        }

        if (f < to)
        {
            BackwardScalar(features, rows, coefficients, gradient, block, f, to);
        }

        GC.KeepAlive(features);
    }

    private static ReadOnlySpan<float> Photo(ref float first, int row, int width) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref first, (nint)row * width), width);

    /// <summary>Some features of two photos, lane by lane; the five classes of the second photo follow those of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoPhotos(
        ReadOnlySpan<float> first, ReadOnlySpan<float> second, ReadOnlySpan<double> weights, int from, int to,
        Span<Vector256<double>> lanes)
    {
        int width = first.Length;
        ref float x = ref MemoryMarshal.GetReference(first);
        ref float y = ref MemoryMarshal.GetReference(second);
        ref double w0 = ref MemoryMarshal.GetReference(weights);
        ref double w1 = ref Unsafe.Add(ref w0, width);
        ref double w2 = ref Unsafe.Add(ref w1, width);
        ref double w3 = ref Unsafe.Add(ref w2, width);
        ref double w4 = ref Unsafe.Add(ref w3, width);
        Vector256<double> x0 = lanes[0], x1 = lanes[1], x2 = lanes[2], x3 = lanes[3], x4 = lanes[4];
        Vector256<double> y0 = lanes[5], y1 = lanes[6], y2 = lanes[7], y3 = lanes[8], y4 = lanes[9];
        for (nuint f = (nuint)from; f < (nuint)to; f += (nuint)Vector256<double>.Count)
        {
            Vector256<double> a = Vector256.WidenLower(Vector128.LoadUnsafe(ref x, f).ToVector256Unsafe());
            Vector256<double> b = Vector256.WidenLower(Vector128.LoadUnsafe(ref y, f).ToVector256Unsafe());
            Vector256<double> w = Vector256.LoadUnsafe(ref w0, f);
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
        ReadOnlySpan<float> photo, ReadOnlySpan<double> weights, int from, ReadOnlySpan<Vector256<double>> lanes, Span<double> sums)
    {
        for (int c = 0; c < lanes.Length; c++)
        {
            sums[c] = Vector256.Sum(lanes[c]);
            for (int f = from; f < photo.Length; f++)
            {
                sums[c] = Math.FusedMultiplyAdd(photo[f], weights[(c * photo.Length) + f], sums[c]);
            }
        }
    }
}
