using SkiaSharp;

namespace OnnxRuntimeOnly;

/// <summary>Photos to the network's input by the rules of its record, the same steps as label_image, each in float32.</summary>
internal static class PhotoInput
{
    /// <summary>A photo as the network takes it; <see langword="null"/>: not readable.</summary>
    public static float[]? Read(string path, ModelRecord record)
    {
        using var codec = SKCodec.Create(path);
        if (codec is null)
        {
            return null;
        }

        SKEncodedOrigin origin = record.Compat ? SKEncodedOrigin.TopLeft : codec.EncodedOrigin;
        SKSizeI size = Scaled(codec, record, swapped: origin >= SKEncodedOrigin.LeftTop);

        // No colour space: pixels are taken as they are stored.
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null!);
        if (codec.GetPixels(info, out byte[] rgba) != SKCodecResult.Success)
        {
            return null;
        }

        Picture picture = Upright(rgba, size.Width, size.Height, origin, dropsAlpha: record.Compat);
        if (record.CutsCentre)
        {
            picture = picture.Centre(record.Width, record.Height);
        }

        return Resize(picture, record);
    }

    /// <summary>Large JPEG files are decoded at the smallest scale in eighths that leaves three pixels for each of the input's.</summary>
    private static SKSizeI Scaled(SKCodec codec, ModelRecord record, bool swapped)
    {
        (int width, int height) = swapped ? (record.Height, record.Width) : (record.Width, record.Height);
        for (int eighths = 1; eighths < 8 && codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !record.Compat; eighths++)
        {
            SKSizeI size = codec.GetScaledDimensions(eighths / 8f);
            if (size.Width >= 3 * width && size.Height >= 3 * height)
            {
                return size;
            }
        }

        return codec.Info.Size;
    }

    /// <summary>RGB, turned as EXIF says, with what is transparent on white.</summary>
    private static Picture Upright(byte[] rgba, int width, int height, SKEncodedOrigin origin, bool dropsAlpha)
    {
        bool swapped = origin >= SKEncodedOrigin.LeftTop;
        var upright = new Picture(swapped ? height : width, swapped ? width : height);
        for (int y = 0; y < upright.Height; y++)
        {
            for (int x = 0; x < upright.Width; x++)
            {
                (int sourceX, int sourceY) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, height - 1 - x),
                    SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
                    SKEncodedOrigin.LeftBottom => (width - 1 - y, x),
                    _ => (x, y),
                };
                ReadOnlySpan<byte> pixel = rgba.AsSpan(((sourceY * width) + sourceX) * 4, 4);
                int alpha = dropsAlpha ? 255 : pixel[3];
                for (int c = 0; c < 3; c++)
                {
                    upright.Rgb[(((y * upright.Width) + x) * 3) + c] = (byte)(((pixel[c] * alpha) + (255 * (255 - alpha)) + 127) / 255);
                }
            }
        }

        return upright;
    }

    private static float[] Resize(Picture picture, ModelRecord record)
    {
        (int Low, int High, float Weight)[] columns = Grid(picture.Width, record.Width, record.HalfPixels);
        (int Low, int High, float Weight)[] rows = Grid(picture.Height, record.Height, record.HalfPixels);
        int pixels = record.Width * record.Height;
        float[] input = new float[pixels * 3];
        float range = record.High - record.Low;
        for (int i = 0; i < pixels; i++)
        {
            (int left, int right, float weightX) = columns[i % record.Width];
            (int upper, int lower, float weightY) = rows[i / record.Width];
            for (int c = 0; c < 3; c++)
            {
                float top = Mix(picture.Unit(left, upper, c), picture.Unit(right, upper, c), weightX);
                float bottom = Mix(picture.Unit(left, lower, c), picture.Unit(right, lower, c), weightX);
                float value = Mix(top, bottom, weightY);
                input[record.IsPlanar ? (c * pixels) + i : (i * 3) + c] =
                    record is { Low: 0, High: 1 } ? value : (value * range) + record.Low;
            }
        }

        return input;
    }

    private static float Mix(float first, float second, float weight) => first + ((second - first) * weight);

    private static (int Low, int High, float Weight)[] Grid(int length, int newLength, bool halfPixels)
    {
        float scale = length / (float)newLength;
        return [.. Enumerable.Range(0, newLength).Select(i =>
        {
            float source = halfPixels ? ((i + 0.5f) * scale) - 0.5f : i * scale;
            float floor = MathF.Floor(source);
            int low = Math.Clamp((int)floor, 0, length - 1);
            return (low, Math.Clamp((int)MathF.Ceiling(source), low, length - 1), source - floor);
        })];
    }
}

/// <summary>RGB pixels, row by row.</summary>
internal sealed class Picture(int width, int height)
{
    private const float UnitPerByte = 1f / 255f;

    public int Width => width;

    public int Height => height;

    public byte[] Rgb { get; } = new byte[width * height * 3];

    /// <summary>A channel of a pixel, 0 to 1.</summary>
    public float Unit(int x, int y, int channel) => Rgb[(((y * width) + x) * 3) + channel] * UnitPerByte;

    /// <summary>The largest part of the middle that has the input's shape; an odd pixel over stays to the right and below.</summary>
    public Picture Centre(int inputWidth, int inputHeight)
    {
        bool isWide = (long)width * inputHeight >= (long)height * inputWidth;
        int partWidth = isWide ? Math.Max(1, (int)((long)height * inputWidth / inputHeight)) : width;
        int partHeight = isWide ? height : Math.Max(1, (int)((long)width * inputHeight / inputWidth));
        var part = new Picture(partWidth, partHeight);
        for (int y = 0; y < partHeight; y++)
        {
            int start = ((((height - partHeight) / 2) + y) * width + ((width - partWidth) / 2)) * 3;
            Rgb.AsSpan(start, partWidth * 3).CopyTo(part.Rgb.AsSpan(y * partWidth * 3));
        }

        return part;
    }
}
