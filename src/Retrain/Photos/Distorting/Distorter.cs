using System.Numerics;
using System.Runtime.InteropServices;
using Retrain.Photos.Resizing;

namespace Retrain.Photos.Distorting;

/// <summary>Pictures to distorted inputs.</summary>
/// <remarks>
/// <see cref="DistortByDefinition"/> does the steps one after the other. <see cref="Distort"/> gives the same bits and computes only the
/// pixels that stay: each depends on its own place alone, so cutting and mirroring can be done on the places before any pixel is mixed.
/// </remarks>
internal static class Distorter
{
    /// <summary>All steps, one after the other, as the original does them.</summary>
    /// <param name="unit">The picture, [sourceHeight, sourceWidth, 3], 0 to 1.</param>
    /// <param name="sourceWidth">In pixels.</param>
    /// <param name="sourceHeight">In pixels.</param>
    /// <param name="rule">Of the resizing.</param>
    /// <param name="distortion">What to do.</param>
    /// <param name="height">Of the piece, in pixels.</param>
    /// <param name="width">Of the piece, in pixels.</param>
    /// <returns>[height, width, 3], not clipped.</returns>
    public static float[] DistortByDefinition(
        ReadOnlySpan<float> unit, int sourceWidth, int sourceHeight, BilinearRule rule, Distortion distortion, int height, int width)
    {
        float[] resized = new float[distortion.Height * distortion.Width * 3];
        Bilinear.Resize(unit, sourceHeight, sourceWidth, 3, resized, distortion.Height, distortion.Width, rule);
        float[] piece = new float[height * width * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int column = distortion.Left + (distortion.Flipped ? width - 1 - x : x);
                for (int c = 0; c < 3; c++)
                {
                    float value = resized[((((distortion.Top + y) * distortion.Width) + column) * 3) + c];
                    piece[(((y * width) + x) * 3) + c] = value * distortion.Brightness;
                }
            }
        }

        return piece;
    }

    /// <summary>A picture to a network's input.</summary>
    /// <param name="rgb">[sourceHeight, sourceWidth, 3], 0 to 255.</param>
    /// <param name="sourceWidth">In pixels.</param>
    /// <param name="sourceHeight">In pixels.</param>
    /// <param name="preprocessing">Size, resize rule, layout and range of the input.</param>
    /// <param name="distortion">Worked out for that size.</param>
    /// <param name="input">[3, H, W] or [H, W, 3] as the layout says, overwritten. The brightness acts before the range.</param>
    public static void Distort(
        ReadOnlySpan<byte> rgb, int sourceWidth, int sourceHeight, Preprocessing preprocessing, Distortion distortion, Span<float> input)
    {
        BilinearRule rule = PhotoReader.RuleOf(preprocessing);
        SampleGrid columns = SampleGrid.Of(rule, sourceWidth, distortion.Width)
            .Cut(distortion.Left, preprocessing.Width, distortion.Flipped);
        SampleGrid rows = SampleGrid.Of(rule, sourceHeight, distortion.Height).Cut(distortion.Top, preprocessing.Height);
        Bilinear.ToUnit(rgb, sourceWidth, sourceHeight, input, columns, rows, planar: preprocessing.Layout == "nchw");
        Multiply(input, distortion.Brightness);
        InputLayout.ScaleFromUnit(input, preprocessing.RangeLow, preprocessing.RangeHigh);
    }

    private static void Multiply(Span<float> values, float factor)
    {
        if (factor == 1)
        {
            return;
        }

        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var factors = new Vector<float>(factor);
        foreach (ref Vector<float> vector in vectors)
        {
            vector *= factors;
        }

        foreach (ref float value in values[(vectors.Length * Vector<float>.Count)..])
        {
            value *= factor;
        }
    }
}
