using System.Buffers;
using System.Diagnostics;
using Retrain.Photos.Decoding;
using Retrain.Photos.Resizing;

namespace Retrain.Photos;

/// <summary>How the reading of one photo went.</summary>
/// <param name="Problem">Why it cannot be used; the input is then undefined.</param>
/// <param name="Notes">What a report should say of it all the same.</param>
/// <param name="DecodeTicks">Time of the decoding, in <see cref="Stopwatch"/> ticks.</param>
/// <param name="ResizeTicks">Time of the resizing, in <see cref="Stopwatch"/> ticks.</param>
internal readonly record struct PhotoReading(PhotoProblem? Problem, IReadOnlyList<string> Notes, long DecodeTicks, long ResizeTicks);

/// <summary>
/// Picture files to a network's input: the only such code, so that training, evaluation and prediction see the same pixels.
/// </summary>
internal static class PhotoReader
{
    /// <summary>Number of values of one photo's input, 3 * H * W.</summary>
    public static int InputLength(Preprocessing preprocessing) => checked(3 * preprocessing.Height * preprocessing.Width);

    /// <summary>Shape of a network's input of so many photos, [N, 3, H, W] or [N, H, W, 3] as the layout says.</summary>
    public static long[] InputShape(Preprocessing preprocessing, int photos) => preprocessing.Layout == "nhwc"
        ? [photos, preprocessing.Height, preprocessing.Width, 3]
        : [photos, 3, preprocessing.Height, preprocessing.Width];

    /// <summary>Decodes, scales and resizes one file. Never throws for bad content; thread-safe.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for the note where name and content differ.</param>
    /// <param name="preprocessing">The rules.</param>
    /// <param name="input">[3, H, W] or [H, W, 3] as the layout says, overwritten; <see cref="InputLength"/> values.</param>
    public static PhotoReading Read(ReadOnlyMemory<byte> file, string name, Preprocessing preprocessing, Span<float> input)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(input.Length, InputLength(preprocessing));
        long start = Stopwatch.GetTimestamp();
        using DecodeResult decoded = PhotoDecoder.Decode(file, name, new DecodeOptions
        {
            Compat = preprocessing.Compat,
            TargetWidth = preprocessing.Compat ? 0 : preprocessing.Width,
            TargetHeight = preprocessing.Compat ? 0 : preprocessing.Height,
        });
        long end = Stopwatch.GetTimestamp();
        if (decoded.Pixels is not { } pixels)
        {
            return new PhotoReading(decoded.Problem, decoded.Notes, end - start, 0);
        }

        Resize(pixels, preprocessing, input);
        return new PhotoReading(null, decoded.Notes, end - start, Stopwatch.GetTimestamp() - end);
    }

    private static void Resize(Pixels pixels, Preprocessing preprocessing, Span<float> input)
    {
        int width = preprocessing.Width;
        int height = preprocessing.Height;
        BilinearRule rule = preprocessing.Resize == Preprocessing.HalfPixelBilinear ? BilinearRule.HalfPixel : BilinearRule.Legacy;
        if (preprocessing.Layout == "nchw")
        {
            Bilinear.ToUnitPlanes(pixels.Rgb, pixels.Width, pixels.Height, input, width, height, rule);
        }
        else
        {
            float[] planes = ArrayPool<float>.Shared.Rent(input.Length);
            Bilinear.ToUnitPlanes(pixels.Rgb, pixels.Width, pixels.Height, planes.AsSpan(0, input.Length), width, height, rule);
            InputLayout.Interleave(planes.AsSpan(0, input.Length), input);
            ArrayPool<float>.Shared.Return(planes);
        }

        InputLayout.ScaleFromUnit(input, preprocessing.RangeLow, preprocessing.RangeHigh);
    }
}
