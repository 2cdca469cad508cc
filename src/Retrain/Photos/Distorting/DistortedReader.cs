using System.Collections.Concurrent;
using System.Diagnostics;
using Retrain.Photos.Decoding;

namespace Retrain.Photos.Distorting;

/// <summary>Picture files to distorted inputs of a network: what <see cref="PhotoReader"/> is to plain ones. Thread-safe.</summary>
/// <remarks>
/// A photo is read many times here, so decoded pictures are kept until the memory for them is used up. None is given up for another:
/// whichever are kept, the same share of reads finds its picture, by chance or in turn.
/// </remarks>
/// <typeparam name="TKey">What a photo is known by.</typeparam>
/// <param name="preprocessing">Size, resize rule, layout and range of the input.</param>
/// <param name="options">In range.</param>
/// <param name="memory">Bytes for kept pictures.</param>
internal sealed class DistortedReader<TKey>(Preprocessing preprocessing, DistortionOptions options, long memory)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Picture> kept = [];
    private long keptBytes;
    private int decodings;

    /// <summary>Files decoded so far.</summary>
    public int Decodings => Volatile.Read(ref decodings);

    /// <summary>Distorts a photo that was kept.</summary>
    /// <param name="key">The photo.</param>
    /// <param name="draw">What chance says.</param>
    /// <param name="input">[3, H, W] or [H, W, 3] as the layout says, overwritten where the photo was kept.</param>
    /// <param name="reading">As when it was decoded.</param>
    public bool TryRead(TKey key, DistortionDraw draw, Span<float> input, out PhotoReading reading)
    {
        if (!kept.TryGetValue(key, out Picture? picture))
        {
            reading = default;
            return false;
        }

        long start = Stopwatch.GetTimestamp();
        Distort(picture.Rgb, picture.Width, picture.Height, draw, input);
        reading = new PhotoReading(null, picture.Notes, 0, Stopwatch.GetTimestamp() - start);
        return true;
    }

    /// <summary>As <see cref="PhotoReader.Read"/>, distorted as the draw says.</summary>
    public PhotoReading Read(TKey key, ReadOnlyMemory<byte> file, string name, DistortionDraw draw, Span<float> input)
    {
        long start = Stopwatch.GetTimestamp();
        using DecodeResult decoded = Decode(file, name);
        long end = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref decodings);
        if (decoded.Pixels is not { } pixels)
        {
            return new PhotoReading(decoded.Problem, decoded.Notes, end - start, 0);
        }

        Keep(key, pixels, decoded.Notes);
        Distort(pixels.Rgb, pixels.Width, pixels.Height, draw, input);
        return new PhotoReading(null, decoded.Notes, end - start, Stopwatch.GetTimestamp() - end);
    }

    /// <summary>
    /// Decodes a file for any distortion. A large photo may be decoded at reduced scale, but never below what the largest enlargement
    /// needs; the pixels do not depend on the draw, so they serve all distortions of the photo.
    /// </summary>
    internal DecodeResult Decode(ReadOnlyMemory<byte> file, string name) => PhotoDecoder.Decode(file, name, new DecodeOptions
    {
        Compat = preprocessing.Compat,
        TargetWidth = preprocessing.Compat ? 0 : Distortion.LargestSide(options, preprocessing.Width),
        TargetHeight = preprocessing.Compat ? 0 : Distortion.LargestSide(options, preprocessing.Height),
    });

    private void Distort(ReadOnlySpan<byte> rgb, int width, int height, DistortionDraw draw, Span<float> input)
    {
        var distortion = Distortion.Of(options, draw, preprocessing.Height, preprocessing.Width);
        Distorter.Distort(rgb, width, height, preprocessing, distortion, input);
    }

    private void Keep(TKey key, Pixels pixels, IReadOnlyList<string> notes)
    {
        int bytes = pixels.Rgb.Length;
        if (Interlocked.Add(ref keptBytes, bytes) > memory
            || !kept.TryAdd(key, new Picture(pixels.Rgb.ToArray(), pixels.Width, pixels.Height, notes)))
        {
            Interlocked.Add(ref keptBytes, -bytes);
        }
    }

    private sealed record Picture(byte[] Rgb, int Width, int Height, IReadOnlyList<string> Notes);
}
