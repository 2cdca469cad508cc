using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Retrain.Photos.Decoding;

/// <summary>
/// One picture file opened by Skia. Asked for 8-bit RGBA, alpha not multiplied in and no colour space, so that profiles are ignored.
/// </summary>
internal sealed class SkiaPicture : IDisposable
{
    /// <summary>Rows that are fetched at once: few enough that they stay in the cache until they are RGB.</summary>
    private const int StripeHeight = 16;

    private readonly GCHandle pin;
    private readonly SKData data;
    private readonly SKCodec codec;

    private SkiaPicture(GCHandle pin, SKData data, SKCodec codec)
    {
        this.pin = pin;
        this.data = data;
        this.codec = codec;
    }

    /// <summary>Width as stored, in pixels.</summary>
    public int Width => codec.Info.Width;

    /// <summary>Height as stored, in pixels.</summary>
    public int Height => codec.Info.Height;

    /// <summary>Opens a file in place: its bytes are not copied, and must stay as they are until disposal.</summary>
    /// <returns>Null where Skia knows no such format or finds the header broken.</returns>
    public static SkiaPicture? Open(ReadOnlyMemory<byte> file)
    {
        if (!MemoryMarshal.TryGetArray(file, out ArraySegment<byte> segment))
        {
            segment = file.ToArray();
        }

        var pin = GCHandle.Alloc(segment.Array, GCHandleType.Pinned);
        SKData data = SKData.Create(pin.AddrOfPinnedObject() + segment.Offset, segment.Count);
        SKCodec? codec = SKCodec.Create(data);
        if (codec is not null)
        {
            return new SkiaPicture(pin, data, codec);
        }

        data.Dispose();
        pin.Free();
        return null;
    }

    /// <summary>The size at which Skia would decode for a scale of <paramref name="eighths"/>/8.</summary>
    public (int Width, int Height) Scaled(int eighths)
    {
        SKSizeI size = codec.GetScaledDimensions(eighths / 8f);
        return (size.Width, size.Height);
    }

    /// <summary>Decodes by stripes, where the format can: JPEG and BMP. Memory: the RGB picture and one stripe.</summary>
    /// <param name="width">As stored, or one of <see cref="Scaled"/>.</param>
    /// <param name="height">As stored, or one of <see cref="Scaled"/>.</param>
    /// <param name="alpha">What becomes of alpha.</param>
    /// <param name="pixels">The picture; null where fewer rows came through.</param>
    /// <returns>How many rows came through; -1 where decoding did not start.</returns>
    public int DecodeByStripes(int width, int height, AlphaRule alpha, out Pixels? pixels)
    {
        pixels = null;
        SKImageInfo info = Info(width, height);
        if (codec.StartScanlineDecode(info) != SKCodecResult.Success)
        {
            return -1;
        }

        // Rows that come from the bottom are placed one by one.
        bool topDown = codec.ScanlineOrder == SKCodecScanlineOrder.TopDown;
        int stripe = topDown ? StripeHeight : 1;
        byte[] rows = ArrayPool<byte>.Shared.Rent(info.RowBytes * stripe);
        var rowsPin = GCHandle.Alloc(rows, GCHandleType.Pinned);
        var picture = new Pixels(width, height);
        int done = 0;
        try
        {
            AlphaRule rule = info.AlphaType == SKAlphaType.Opaque ? AlphaRule.Drop : alpha;
            while (done < height)
            {
                int wanted = Math.Min(stripe, height - done);
                int got = codec.GetScanlines(rowsPin.AddrOfPinnedObject(), wanted, info.RowBytes);
                int target = topDown ? done : codec.GetOutputScanline(done);
                RgbaRows.ToRgb(rows.AsSpan(0, got * info.RowBytes), picture.Rgb[(target * width * 3)..], rule);
                done += got;
                if (got < wanted)
                {
                    break;
                }
            }
        }
        finally
        {
            rowsPin.Free();
            ArrayPool<byte>.Shared.Return(rows);
            if (done == height)
            {
                pixels = picture;
            }
            else
            {
                picture.Dispose();
            }
        }

        return done;
    }

    /// <summary>Decodes the first frame at once. Memory: four bytes a pixel, in which the RGB picture then lies.</summary>
    /// <param name="alpha">What becomes of alpha.</param>
    /// <returns>Null where Skia reports anything but success.</returns>
    public Pixels? DecodeAtOnce(AlphaRule alpha)
    {
        SKImageInfo info = Info(Width, Height);
        byte[] buffer = PixelBuffers.Rent(info.BytesSize);
        var bufferPin = GCHandle.Alloc(buffer, GCHandleType.Pinned);
        SKCodecResult result;
        try
        {
            result = codec.GetPixels(info, bufferPin.AddrOfPinnedObject());
        }
        finally
        {
            bufferPin.Free();
        }

        if (result != SKCodecResult.Success)
        {
            PixelBuffers.Return(buffer);
            return null;
        }

        RgbaRows.ToRgb(buffer.AsSpan(0, info.BytesSize), buffer, info.AlphaType == SKAlphaType.Opaque ? AlphaRule.Drop : alpha);
        return new Pixels(Width, Height, buffer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        codec.Dispose();
        data.Dispose();
        pin.Free();
    }

    private SKImageInfo Info(int width, int height) =>
        new(width, height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul,
            null!);
}
