using SkiaSharp;

namespace Retrain.Tests.Photos;

/// <summary>Picture files in which every pixel says where it is.</summary>
internal static class DrawnPictures
{
    /// <summary>A PNG whose pixel (x, y) is (x, y, 7).</summary>
    public static byte[] Png(int width, int height)
    {
        using SKBitmap bitmap = Bitmap(width, height);
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    /// <summary>A JPEG with soft colours that change everywhere, and an EXIF orientation.</summary>
    public static byte[] Jpeg(int width, int height, int orientation = 1)
    {
        using SKBitmap bitmap = Bitmap(width, height);
        byte[] jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90).ToArray();
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0,
            0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static SKBitmap Bitmap(int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> pixels = bitmap.GetPixelSpan().ToArray();
        for (int i = 0; i < width * height; i++)
        {
            (pixels[i * 4], pixels[(i * 4) + 1], pixels[(i * 4) + 2], pixels[(i * 4) + 3]) = ((byte)(i % width), (byte)(i / width), 7, 255);
        }

        System.Runtime.InteropServices.Marshal.Copy(pixels.ToArray(), 0, bitmap.GetPixels(), pixels.Length);
        return bitmap;
    }
}
