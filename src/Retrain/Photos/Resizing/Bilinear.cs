using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retrain.Photos.Resizing;

/// <summary>TensorFlow's ResizeBilinear without align_corners, by either rule, REFERENCE 4.3, to the bit.</summary>
/// <remarks>
/// <see cref="Resize"/> is the definition. The byte forms are the hot path and give the same bits: each product and sum is rounded by
/// itself, and a fused multiply-add, which rounds once, must not creep in.
/// </remarks>
internal static class Bilinear
{
    private const int Rgb = 3;

    /// <summary>float32(1/255): the original multiplies by it and does not divide by 255, which differs in the last bit.</summary>
    private const float UnitPerByte = 1f / 255f;

    /// <summary>Resizes a picture of any kind of values.</summary>
    /// <param name="source">[H, W, C].</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="target">[outputHeight, outputWidth, C], overwritten.</param>
    /// <param name="outputHeight">In pixels.</param>
    /// <param name="outputWidth">In pixels.</param>
    /// <param name="rule">Where pixels lie.</param>
    /// <exception cref="ArgumentException">A side is not positive, or a span is not as long as its sides say.</exception>
    public static void Resize(
        ReadOnlySpan<float> source, int height, int width, int channels, Span<float> target, int outputHeight, int outputWidth,
        BilinearRule rule = BilinearRule.Legacy)
    {
        Require(source.Length, height, width, channels, nameof(source));
        Require(target.Length, outputHeight, outputWidth, channels, nameof(target));
        if (height == outputHeight && width == outputWidth)
        {
            source.CopyTo(target);
            return;
        }

        SampleGrid columns = SampleGrid.Of(rule, width, outputWidth);
        SampleGrid rows = SampleGrid.Of(rule, height, outputHeight);
        int written = 0;
        for (int y = 0; y < outputHeight; y++)
        {
            ReadOnlySpan<float> upper = source.Slice(rows.Low[y] * width * channels, width * channels);
            ReadOnlySpan<float> lower = source.Slice(rows.High[y] * width * channels, width * channels);
            for (int x = 0; x < outputWidth; x++)
            {
                int left = columns.Low[x] * channels;
                int right = columns.High[x] * channels;
                for (int c = 0; c < channels; c++)
                {
                    float top = Mix(upper[left + c], upper[right + c], columns.Weight[x]);
                    float bottom = Mix(lower[left + c], lower[right + c], columns.Weight[x]);
                    target[written++] = Mix(top, bottom, rows.Weight[y]);
                }
            }
        }
    }

    /// <summary>Scales bytes to [0, 1] as retrain.py does (times float32(1/255)), resizes, and writes planes.</summary>
    /// <param name="rgb">[H, W, 3], 0 to 255.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="planes">[3, outputHeight, outputWidth], overwritten.</param>
    /// <param name="outputWidth">In pixels.</param>
    /// <param name="outputHeight">In pixels.</param>
    /// <param name="rule">Where pixels lie.</param>
    /// <exception cref="ArgumentException">A side is not positive, or a span is not as long as its sides say.</exception>
    public static void ToUnitPlanes(
        ReadOnlySpan<byte> rgb, int width, int height, Span<float> planes, int outputWidth, int outputHeight,
        BilinearRule rule = BilinearRule.Legacy) =>
        ToUnit(rgb, width, height, planes, outputWidth, outputHeight, rule, planar: true);

    /// <summary>As <see cref="ToUnitPlanes"/>, but keeps the three values of a pixel together.</summary>
    /// <param name="rgb">[H, W, 3], 0 to 255.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="pixels">[outputHeight, outputWidth, 3], overwritten.</param>
    /// <param name="outputWidth">In pixels.</param>
    /// <param name="outputHeight">In pixels.</param>
    /// <param name="rule">Where pixels lie.</param>
    /// <exception cref="ArgumentException">A side is not positive, or a span is not as long as its sides say.</exception>
    public static void ToUnitPixels(
        ReadOnlySpan<byte> rgb, int width, int height, Span<float> pixels, int outputWidth, int outputHeight,
        BilinearRule rule = BilinearRule.Legacy) =>
        ToUnit(rgb, width, height, pixels, outputWidth, outputHeight, rule, planar: false);

    /// <summary>
    /// As <see cref="ToUnitPlanes"/> and <see cref="ToUnitPixels"/>, at the places of given grids: a piece of a resized picture.
    /// </summary>
    /// <param name="rgb">[H, W, 3], 0 to 255.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="target">[3, rows, columns] or [rows, columns, 3], overwritten.</param>
    /// <param name="columns">Within the width.</param>
    /// <param name="rows">Within the height.</param>
    /// <param name="planar">Which of both.</param>
    /// <exception cref="ArgumentException">A side is not positive, or a span is not as long as its sides say.</exception>
    public static void ToUnit(
        ReadOnlySpan<byte> rgb, int width, int height, Span<float> target, SampleGrid columns, SampleGrid rows, bool planar)
    {
        int outputWidth = columns.Weight.Length;
        int outputHeight = rows.Weight.Length;
        Require(rgb.Length, height, width, Rgb, nameof(rgb));
        Require(target.Length, outputHeight, outputWidth, Rgb, nameof(target));

        // With sides that fit already every weight is 0, and the mix gives its first value: no case of its own is needed for bytes.
        int stride = outputWidth * Rgb;
        float[] upper = new float[stride];
        float[] lower = new float[stride];
        int upperRow = -1;
        int lowerRow = -1;
        for (int y = 0; y < outputHeight; y++)
        {
            // Going down, the lower of two source rows is usually the upper of the next two.
            if (rows.Low[y] == lowerRow && rows.Low[y] != upperRow)
            {
                (upper, lower) = (lower, upper);
                (upperRow, lowerRow) = (lowerRow, upperRow);
            }

            Stretch(rgb, rows.Low[y], ref upperRow, width, columns, upper, planar);
            Stretch(rgb, rows.High[y], ref lowerRow, width, columns, lower, planar);
            if (planar)
            {
                for (int c = 0; c < Rgb; c++)
                {
                    MixRows(
                        upper.AsSpan(c * outputWidth, outputWidth),
                        lower.AsSpan(c * outputWidth, outputWidth),
                        rows.Weight[y],
                        target.Slice((c * outputHeight + y) * outputWidth, outputWidth));
                }
            }
            else
            {
                MixRows(upper, lower, rows.Weight[y], target.Slice(y * stride, stride));
            }
        }
    }

    private static void ToUnit(
        ReadOnlySpan<byte> rgb, int width, int height, Span<float> target, int outputWidth, int outputHeight, BilinearRule rule,
        bool planar)
    {
        Require(rgb.Length, height, width, Rgb, nameof(rgb));
        Require(target.Length, outputHeight, outputWidth, Rgb, nameof(target));
        ToUnit(rgb, width, height, target, SampleGrid.Of(rule, width, outputWidth), SampleGrid.Of(rule, height, outputHeight), planar);
    }

    // One source row to the output's width, three planes or pixels; nothing to do where the buffer holds it already.
    private static void Stretch(
        ReadOnlySpan<byte> rgb, int row, ref int held, int width, SampleGrid columns, Span<float> target, bool planar)
    {
        if (row == held)
        {
            return;
        }

        held = row;
        int start = row * width * Rgb;
        int outputWidth = columns.Weight.Length;
        (int pixelStep, int channelStep) = planar ? (1, outputWidth) : (Rgb, 1);
        Span<float> red = target;
        Span<float> green = target[channelStep..];
        Span<float> blue = target[(2 * channelStep)..];
        int[] low = columns.Low;
        int[] high = columns.High;
        float[] weight = columns.Weight;
        int at = 0;
        for (int x = 0; x < outputWidth; x++)
        {
            Vector128<float> left = Pixel(rgb, start + low[x] * Rgb);
            Vector128<float> right = Pixel(rgb, start + high[x] * Rgb);
            Vector128<float> mixed = left + (right - left) * Vector128.Create(weight[x]);
            red[at] = mixed.GetElement(0);
            green[at] = mixed.GetElement(1);
            blue[at] = mixed.GetElement(2);
            at += pixelStep;
        }
    }

    // Three bytes times float32(1/255); the fourth lane is whatever follows.
    private static Vector128<float> Pixel(ReadOnlySpan<byte> rgb, int at)
    {
        uint bytes = at + sizeof(uint) <= rgb.Length
            ? MemoryMarshal.Read<uint>(rgb[at..])
            : (uint)(rgb[at] | rgb[at + 1] << 8 | rgb[at + 2] << 16);
        Vector128<byte> narrow = Vector128.CreateScalar(bytes).AsByte();
        Vector128<int> wide = Vector128.WidenLower(Vector128.WidenLower(narrow)).AsInt32();
        return Vector128.ConvertToSingle(wide) * Vector128.Create(UnitPerByte);
    }

    private static void MixRows(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float weight, Span<float> target)
    {
        ReadOnlySpan<Vector<float>> upperVectors = MemoryMarshal.Cast<float, Vector<float>>(upper);
        ReadOnlySpan<Vector<float>> lowerVectors = MemoryMarshal.Cast<float, Vector<float>>(lower)[..upperVectors.Length];
        Span<Vector<float>> targetVectors = MemoryMarshal.Cast<float, Vector<float>>(target)[..upperVectors.Length];
        var weights = new Vector<float>(weight);
        for (int i = 0; i < upperVectors.Length; i++)
        {
            targetVectors[i] = upperVectors[i] + (lowerVectors[i] - upperVectors[i]) * weights;
        }

        for (int i = upperVectors.Length * Vector<float>.Count; i < target.Length; i++)
        {
            target[i] = Mix(upper[i], lower[i], weight);
        }
    }

    private static float Mix(float first, float second, float weight) => first + (second - first) * weight;

    private static void Require(int length, int height, int width, int channels, string name)
    {
        if (height <= 0 || width <= 0 || channels <= 0 || length != (long)height * width * channels)
        {
            throw new ArgumentException($"{length} values are no picture of {height} x {width} pixels with {channels} channels", name);
        }
    }
}
