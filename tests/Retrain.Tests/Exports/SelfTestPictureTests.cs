using Retrain.Exports;
using Retrain.Photos;
using SkiaSharp;

namespace Retrain.Tests.Exports;

public sealed class SelfTestPictureTests
{
    [Fact]
    public void Png_Pixels_AreThoseOfTheFormula()
    {
        using var bitmap = SKBitmap.Decode(SelfTestPicture.Png());

        Assert.Equal((320, 180), (bitmap.Width, bitmap.Height));
        foreach ((int x, int y) in new[] { (0, 0), (1, 0), (0, 1), (319, 179), (200, 40) })
        {
            SKColor pixel = bitmap.GetPixel(x, y);
            Assert.Equal((Level(x, y, 0), Level(x, y, 1), Level(x, y, 2)), (pixel.Red, pixel.Green, pixel.Blue));
        }

        static int Level(int x, int y, int c)
        {
            int t = (x * (2 + c) + y * (3 - c)) % 512;
            return t < 256 ? t : 511 - t;
        }
    }

    [Fact]
    public void Png_OurReader_TakesIt()
    {
        var rules = new Preprocessing { Width = 32, Height = 32 };

        Assert.Null(PhotoReader.Read(SelfTestPicture.Png(), SelfTestPicture.FileName, rules, new float[PhotoReader.InputLength(rules)]).Problem);
    }
}
