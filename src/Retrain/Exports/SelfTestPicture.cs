using Retrain.Foundation;
using SkiaSharp;

namespace Retrain.Exports;

/// <summary>
/// A picture that every program can draw by the same formula, so that a model can be checked where there is no photo. It is wider than
/// high, so that resizing is checked too.
/// </summary>
internal static class SelfTestPicture
{
    /// <summary>Name of its file beside exported models.</summary>
    public const string FileName = "selftest.png";

    /// <summary>Columns.</summary>
    public const int Width = 320;

    /// <summary>Rows.</summary>
    public const int Height = 180;

    /// <summary>The formula, for people and for programs in other languages.</summary>
    public const string Formula =
        "level of channel c (0 red, 1 green, 2 blue) at column x and row y: t = (x * (2 + c) + y * (3 - c)) mod 512; t < 256 ? t : 511 - t";

    /// <summary>The picture, PNG; the same pixels everywhere.</summary>
    public static byte[] Png()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor(Level(x, y, 0), Level(x, y, 1), Level(x, y, 2)));
            }
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100) ?? throw new RetrainException("a drawn picture cannot be saved as PNG");
        return data.ToArray();
    }

    /// <summary>A channel of a pixel.</summary>
    public static byte Level(int x, int y, int channel)
    {
        int t = ((x * (2 + channel)) + (y * (3 - channel))) % 512;
        return (byte)(t < 256 ? t : 511 - t);
    }
}
