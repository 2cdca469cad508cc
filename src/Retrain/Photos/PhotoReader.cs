using System.Buffers;
using Retrain.Photos.Decoding;
using Retrain.Photos.Resizing;

namespace Retrain.Photos;

/// <summary>A photo's file to a network's input: the one road that training, evaluation and prediction share.</summary>
internal static class PhotoReader
{
    /// <summary>Decodes, resizes and lays out one photo. Never throws for bad content; thread-safe.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for notes.</param>
    /// <param name="preprocessing">The network's wishes.</param>
    /// <param name="input">[3, H, W] or [H, W, 3] by <see cref="Preprocessing.Layout"/>; overwritten; undefined where the photo cannot be used.</param>
    /// <param name="notes">Gets what a report should say of a photo that is used all the same.</param>
    /// <returns>Why the photo cannot be used; <see langword="null"/>: it can.</returns>
    public static PhotoProblem? Read(ReadOnlyMemory<byte> file, string name, Preprocessing preprocessing, Span<float> input, List<string>? notes = null)
    {
        var options = new DecodeOptions
        {
            Compat = preprocessing.Compat,
            TargetWidth = preprocessing.Compat ? 0 : preprocessing.Width,
            TargetHeight = preprocessing.Compat ? 0 : preprocessing.Height,
        };
        using DecodeResult decoded = PhotoDecoder.Decode(file, name, options);
        notes?.AddRange(decoded.Notes);
        if (decoded.Pixels is not { } pixels)
        {
            return decoded.Problem ?? new PhotoProblem(ProblemKind.Damaged, "no pixels");
        }

        int plane = preprocessing.Width * preprocessing.Height;
        if (preprocessing.Layout == "nchw")
        {
            LegacyBilinear.ToUnitPlanes(pixels.Rgb, pixels.Width, pixels.Height, input, preprocessing.Width, preprocessing.Height);
        }
        else
        {
            float[] planes = ArrayPool<float>.Shared.Rent(plane * 3);
            LegacyBilinear.ToUnitPlanes(pixels.Rgb, pixels.Width, pixels.Height, planes.AsSpan(0, plane * 3), preprocessing.Width, preprocessing.Height);
            for (int i = 0; i < plane; i++)
            {
                input[i * 3] = planes[i];
                input[(i * 3) + 1] = planes[plane + i];
                input[(i * 3) + 2] = planes[(2 * plane) + i];
            }

            ArrayPool<float>.Shared.Return(planes);
        }

        if (preprocessing is not { RangeLow: 0f, RangeHigh: 1f })
        {
            float low = preprocessing.RangeLow;
            float span = preprocessing.RangeHigh - low;
            foreach (ref float value in input)
            {
                value = (value * span) + low;
            }
        }

        return null;
    }
}
