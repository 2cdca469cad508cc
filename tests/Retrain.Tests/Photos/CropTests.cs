using Retrain.Photos;
using Retrain.Photos.Decoding;
using Retrain.Photos.Resizing;

namespace Retrain.Tests.Photos;

/// <summary>Which pixels a view takes of a photo.</summary>
public sealed class CropTests
{
    [Theory]
    [InlineData(7, 5, 4, 4, 1, 0, 5, 5)]
    [InlineData(5, 8, 4, 4, 0, 1, 5, 5)]
    [InlineData(6, 6, 4, 4, 0, 0, 6, 6)]
    [InlineData(1, 9, 4, 4, 0, 4, 1, 1)]
    [InlineData(640, 480, 224, 224, 80, 0, 480, 480)]
    [InlineData(10, 10, 8, 4, 0, 2, 10, 5)]
    [InlineData(10, 3, 4, 8, 4, 0, 1, 3)]
    [InlineData(3, 100, 100, 1, 0, 49, 3, 1)]
    public void Of_Centre_IsTheLargestPartOfTheInputsShape(
        int width, int height, int inputWidth, int inputHeight, int x, int y, int cropWidth, int cropHeight)
    {
        var rules = new Preprocessing { Width = inputWidth, Height = inputHeight, Crop = "centre" };
        Assert.Equal(new CropArea(x, y, cropWidth, cropHeight), CropArea.Of(width, height, rules));
        Assert.Equal(new CropArea(0, 0, width, height), CropArea.Of(width, height, rules with { Crop = "stretch" }));
    }

    /// <summary>At the crop's own size nothing is resized, so each value says which pixel it is.</summary>
    [Theory]
    [InlineData(7, 5, 1, 0)]
    [InlineData(4, 9, 0, 2)]
    [InlineData(31, 30, 0, 0)]
    [InlineData(30, 33, 0, 1)]
    public void Read_CentreOfAPlantedPicture_IsTheseVeryPixels(int width, int height, int left, int top)
    {
        int side = Math.Min(width, height);
        foreach (string layout in new[] { "nchw", "nhwc" })
        {
            float[] input = Read(DrawnPictures.Png(width, height), Rules("centre", side) with { Layout = layout });
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    int at = (y * side) + x;
                    (int red, int green) = layout == "nchw" ? (at, (side * side) + at) : (at * 3, (at * 3) + 1);
                    Assert.Equal((left + x, top + y), ((int)Math.Round(input[red] * 255), (int)Math.Round(input[green] * 255)));
                }
            }
        }
    }

    /// <summary>The odd column over tells a crop of the upright picture from one of the stored picture.</summary>
    [Theory]
    [InlineData(1, 49, 32)]
    [InlineData(3, 49, 32)]
    [InlineData(6, 49, 32)]
    [InlineData(8, 49, 32)]
    [InlineData(8, 32, 49)]
    public void Read_TurnedPhoto_IsCroppedUpright(int orientation, int width, int height)
    {
        byte[] file = DrawnPictures.Jpeg(width, height, orientation);
        using DecodeResult upright = PhotoDecoder.Decode(file, "a.jpg", new DecodeOptions());
        Pixels pixels = upright.Pixels!;
        Assert.Equal(orientation > 4 ? (height, width) : (width, height), (pixels.Width, pixels.Height));
        (int left, int top) = ((pixels.Width - 32) / 2, (pixels.Height - 32) / 2);

        float[] input = Read(file, Rules("centre", 32));

        for (int at = 0; at < 32 * 32; at++)
        {
            int pixel = (((top + (at / 32)) * pixels.Width) + left + (at % 32)) * 3;
            Assert.Equal(pixels.Rgb[pixel] * (1f / 255f), input[at]);
        }
    }

    [Fact]
    public void Read_CentreOfALargeJpeg_ComesFromTheScaleOfTheWholePhoto()
    {
        byte[] file = DrawnPictures.Jpeg(1700, 1500);
        using DecodeResult whole = PhotoDecoder.Decode(file, "a.jpg", new DecodeOptions { TargetWidth = 224, TargetHeight = 224 });
        Pixels pixels = whole.Pixels!;
        Assert.Equal((850, 750), (pixels.Width, pixels.Height));
        byte[] part = new byte[750 * 750 * 3];
        for (int y = 0; y < 750; y++)
        {
            pixels.Rgb.Slice(((y * 850) + 50) * 3, 750 * 3).CopyTo(part.AsSpan(y * 750 * 3));
        }

        float[] expected = new float[3 * 224 * 224];
        Bilinear.ToUnitPlanes(part, 750, 750, expected, 224, 224);

        Assert.Equal(expected, Read(file, Rules("centre", 224)));
    }

    /// <summary>Sharing a decoded picture must not show: the cache holds features of each view alone.</summary>
    [Theory]
    [InlineData("png", 40, 31, 1)]
    [InlineData("jpeg", 333, 500, 6)]
    [InlineData("jpeg", 1300, 2700, 8)]
    [InlineData("jpeg", 1800, 1500, 1)]
    [InlineData("jpeg", 1600, 1360, 3)]
    public void ReadViews_AnyViews_AreThoseOfEachAlone(string kind, int width, int height, int orientation)
    {
        byte[] file = kind == "png" ? DrawnPictures.Png(width, height) : DrawnPictures.Jpeg(width, height, orientation);
        foreach (bool compat in new[] { false, true })
        {
            Preprocessing[] views = [.. new[] { ("stretch", 224), ("centre", 224), ("stretch", 288), ("centre", 64), ("stretch", 32) }
                .Select(v => Rules(v.Item1, v.Item2) with { Compat = compat })];
            float[][] inputs = [.. views.Select(v => new float[PhotoReader.InputLength(v)])];
            PhotoReading reading = PhotoReader.ReadViews(file, "a." + kind, views, [.. inputs.Select(i => i.AsMemory())]);

            Assert.Null(reading.Problem);
            Assert.All(views.Zip(inputs), pair => Assert.Equal(Read(file, pair.First), pair.Second));
        }
    }

    /// <summary>A decoded picture serves exactly the targets that lead to its size.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Serves_OtherTarget_WhereDecodingForItGivesTheSameSize(int orientation)
    {
        byte[] file = DrawnPictures.Jpeg(1200, 900, orientation);
        DecodeOptions[] all = [.. new[] { (0, 0), (32, 32), (50, 50), (76, 76), (113, 113), (150, 150), (160, 160), (20, 140), (140, 20) }
            .Select(t => new DecodeOptions { TargetWidth = t.Item1, TargetHeight = t.Item2 })];
        DecodeResult[] results = [.. all.Select(o => PhotoDecoder.Decode(file, "a.jpg", o))];
        Assert.Equal(5, results.Select(r => r.Pixels!.Width).Distinct().Count());
        foreach (DecodeResult result in results)
        {
            Assert.All(all.Zip(results), other =>
                Assert.Equal(other.Second.Pixels!.Width == result.Pixels!.Width, result.Serves(other.First)));
            Assert.False(result.Serves(new DecodeOptions { Compat = true }));
        }

        Array.ForEach(results, r => r.Dispose());
    }

    [Fact]
    public void ReadViews_BrokenFile_SaysWhyOnce()
    {
        Preprocessing[] views = [Rules("stretch", 8), Rules("centre", 8)];
        byte[] file = DrawnPictures.Jpeg(64, 64);
        PhotoReading reading = PhotoReader.ReadViews(
            file.AsMemory(0, file.Length / 2), "a.jpg", views, [new float[192], new float[192]]);
        Assert.Equal(ProblemKind.Damaged, reading.Problem?.Kind);
    }

    private static Preprocessing Rules(string crop, int size) => new() { Width = size, Height = size, Crop = crop };

    private static float[] Read(byte[] file, Preprocessing rules)
    {
        float[] input = new float[PhotoReader.InputLength(rules)];
        Assert.Null(PhotoReader.Read(file, "a.jpg", rules, input).Problem);
        return input;
    }
}
