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

    /// <summary>The resize rule that a preprocessing names.</summary>
    public static BilinearRule RuleOf(Preprocessing preprocessing) =>
        preprocessing.Resize == Preprocessing.HalfPixelBilinear ? BilinearRule.HalfPixel : BilinearRule.Legacy;

    /// <summary>Decodes, scales and resizes one file. Never throws for bad content; thread-safe.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for the note where name and content differ.</param>
    /// <param name="preprocessing">The rules.</param>
    /// <param name="input">[3, H, W] or [H, W, 3] as the layout says, overwritten; <see cref="InputLength"/> values.</param>
    public static PhotoReading Read(ReadOnlyMemory<byte> file, string name, Preprocessing preprocessing, Span<float> input)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(input.Length, InputLength(preprocessing));
        long start = Stopwatch.GetTimestamp();
        using DecodeResult decoded = PhotoDecoder.Decode(file, name, DecodingFor(preprocessing));
        long end = Stopwatch.GetTimestamp();
        if (decoded.Pixels is not { } pixels)
        {
            return new PhotoReading(decoded.Problem, decoded.Notes, end - start, 0);
        }

        Resize(pixels, preprocessing, input);
        return new PhotoReading(null, decoded.Notes, end - start, Stopwatch.GetTimestamp() - end);
    }

    /// <summary>
    /// As <see cref="Read"/> for each of several views, to the bit. The file is decoded once, or once for each scale that the views need.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for the note where name and content differ.</param>
    /// <param name="views">The rules of each view, one or more.</param>
    /// <param name="inputs">The input of each view, overwritten; as long as its rules say.</param>
    public static PhotoReading ReadViews(
        ReadOnlyMemory<byte> file, string name, IReadOnlyList<Preprocessing> views, IReadOnlyList<Memory<float>> inputs)
    {
        long decoding = 0;
        long resizing = 0;
        DecodeResult? decoded = null;
        try
        {
            for (int i = 0; i < views.Count; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNotEqual(inputs[i].Length, InputLength(views[i]), nameof(inputs));
                DecodeOptions options = DecodingFor(views[i]);
                long start = Stopwatch.GetTimestamp();
                if (decoded?.Serves(options) != true)
                {
                    decoded?.Dispose();
                    decoded = PhotoDecoder.Decode(file, name, options);
                }

                long end = Stopwatch.GetTimestamp();
                decoding += end - start;
                if (decoded.Pixels is not { } pixels)
                {
                    return new PhotoReading(decoded.Problem, decoded.Notes, decoding, resizing);
                }

                Resize(pixels, views[i], inputs[i].Span);
                resizing += Stopwatch.GetTimestamp() - end;
            }

            return new PhotoReading(null, decoded!.Notes, decoding, resizing);
        }
        finally
        {
            decoded?.Dispose();
        }
    }

    /// <summary>
    /// The whole input's size, cropped or not: the crop has the input's shape, so it is large enough where both sides of the photo are.
    /// </summary>
    private static DecodeOptions DecodingFor(Preprocessing preprocessing) => new()
    {
        Compat = preprocessing.Compat,
        TargetWidth = preprocessing.Compat ? 0 : preprocessing.Width,
        TargetHeight = preprocessing.Compat ? 0 : preprocessing.Height,
    };

    private static void Resize(Pixels pixels, Preprocessing preprocessing, Span<float> input)
    {
        var area = CropArea.Of(pixels.Width, pixels.Height, preprocessing);
        if (area.IsAll(pixels.Width, pixels.Height))
        {
            Resize(pixels.Rgb, area, preprocessing, input);
            return;
        }

        int length = area.Width * area.Height * 3;
        byte[] part = ArrayPool<byte>.Shared.Rent(length);
        area.Copy(pixels.Rgb, pixels.Width, part);
        Resize(part.AsSpan(0, length), area, preprocessing, input);
        ArrayPool<byte>.Shared.Return(part);
    }

    private static void Resize(ReadOnlySpan<byte> rgb, CropArea area, Preprocessing preprocessing, Span<float> input)
    {
        int width = preprocessing.Width;
        int height = preprocessing.Height;
        BilinearRule rule = RuleOf(preprocessing);
        if (preprocessing.Layout == "nchw")
        {
            Bilinear.ToUnitPlanes(rgb, area.Width, area.Height, input, width, height, rule);
        }
        else
        {
            float[] planes = ArrayPool<float>.Shared.Rent(input.Length);
            Bilinear.ToUnitPlanes(rgb, area.Width, area.Height, planes.AsSpan(0, input.Length), width, height, rule);
            InputLayout.Interleave(planes.AsSpan(0, input.Length), input);
            ArrayPool<float>.Shared.Return(planes);
        }

        InputLayout.ScaleFromUnit(input, preprocessing.RangeLow, preprocessing.RangeHigh);
    }
}
