using System.Text.Json;
using Retrain.Photos;
using Retrain.Photos.Decoding;
using Retrain.Photos.Distorting;
using Retrain.Photos.Resizing;
using SkiaSharp;

namespace Retrain.Tests.Photos.Distorting;

/// <summary>Distorted pixels against what the original gives with the same draws, to the bit.</summary>
public class DistorterTests
{
    public static TheoryData<string> Cases => [.. Recorded().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Distort_RecordedCase_IsTheOriginalsToTheBit(string name)
    {
        JsonElement recorded = Recorded().Single(c => c.GetProperty("name").GetString() == name);
        (int height, int width) = (Whole(recorded, "height"), Whole(recorded, "width"));
        Npy picture = Npy.Read(Fixture(recorded.GetProperty("input").GetString()!));
        float[] expected = Npy.Read(Fixture(recorded.GetProperty("expected").GetString()!)).Floats();
        var distortion = Distortion.Of(OptionsOf(recorded), DrawOf(recorded), height, width);

        float[] unit = [.. picture.Bytes().Select(b => b * (1f / 255f))];
        float[] definition = Distorter.DistortByDefinition(
            unit, picture.Shape[1], picture.Shape[0], BilinearRule.Legacy, distortion, height, width);
        var preprocessing = new Preprocessing { Height = height, Width = width, Layout = "nhwc" };
        float[] pixels = new float[expected.Length];
        Distorter.Distort(picture.Bytes(), picture.Shape[1], picture.Shape[0], preprocessing, distortion, pixels);

        Assert.Equal(recorded.GetProperty("scale").GetSingle(), distortion.Scale);
        Assert.Equal(Pair(recorded, "resized_to"), new[] { distortion.Height, distortion.Width });
        Assert.Equal(Pair(recorded, "spare"), new[] { distortion.Height - height, distortion.Width - width });
        Assert.Equal(recorded.GetProperty("flipped").GetBoolean(), distortion.Flipped);
        Assert.Equal(recorded.GetProperty("brightness").GetSingle(), distortion.Brightness);
        Assert.Equal(expected, definition);
        Assert.Equal(expected, pixels);
    }

    [Fact]
    public void Recorded_Cases_Are96() => Assert.Equal(96, Recorded().Length);

    [Fact]
    public void Of_RecordedSizes_AreTheOriginalsToThePixel()
    {
        JsonElement sizes = JsonDocument.Parse(File.ReadAllText(Fixture("sizes.json"))).RootElement.GetProperty("sizes");
        int sides = 0;
        foreach (JsonElement row in sizes.EnumerateArray())
        {
            var options = new DistortionOptions { RandomCrop = Whole(row, "random_crop"), RandomScale = Whole(row, "random_scale") };
            var draw = new DistortionDraw(row.GetProperty("resize_scale_u").GetSingle(), 0, 0, 0, 0);
            foreach (JsonProperty side in row.GetProperty("sides").EnumerateObject())
            {
                int length = int.Parse(side.Name, System.Globalization.CultureInfo.InvariantCulture);
                var distortion = Distortion.Of(options, draw, length, length);
                Assert.Equal(
                    (row.GetProperty("scale").GetSingle(), side.Value.GetInt32(), side.Value.GetInt32()),
                    (distortion.Scale, distortion.Height, distortion.Width));
                Assert.InRange(distortion.Height, length, Distortion.LargestSide(options, length));
                sides++;
            }
        }

        Assert.Equal(2821, sides);
    }

    /// <summary>The hot path against the steps one after the other, for every layout, rule and range.</summary>
    [Theory]
    [InlineData("nchw", "legacy_bilinear", 0, 1)]
    [InlineData("nhwc", "legacy_bilinear", 0, 1)]
    [InlineData("nchw", "half_pixel_bilinear", -1, 1)]
    [InlineData("nhwc", "half_pixel_bilinear", 0, 255)]
    public void Distort_AnyPictureAndDraw_IsTheDefinitionToTheBit(string layout, string resize, float low, float high)
    {
        var random = new Random(5);
        var stream = new DistortionStream(1, "test");
        for (int round = 0; round < 40; round++)
        {
            (int sourceWidth, int sourceHeight) = (random.Next(1, 90), random.Next(1, 90));
            var preprocessing = new Preprocessing
            {
                Width = random.Next(1, 50), Height = random.Next(1, 50), Layout = layout, Resize = resize, RangeLow = low, RangeHigh = high,
            };
            var options = new DistortionOptions
            {
                FlipLeftRight = round % 2 == 0, RandomCrop = random.Next(60), RandomScale = random.Next(60),
                RandomBrightness = random.Next(60),
            };
            byte[] rgb = new byte[sourceWidth * sourceHeight * 3];
            random.NextBytes(rgb);
            (int height, int width) = (preprocessing.Height, preprocessing.Width);
            var distortion = Distortion.Of(options, stream.Draw(round), height, width);

            float[] unit = [.. rgb.Select(b => b * (1f / 255f))];
            float[] expected = Distorter.DistortByDefinition(
                unit, sourceWidth, sourceHeight, PhotoReader.RuleOf(preprocessing), distortion, height, width);
            float[] actual = new float[expected.Length];
            Distorter.Distort(rgb, sourceWidth, sourceHeight, preprocessing, distortion, actual);

            for (int i = 0; i < expected.Length; i++)
            {
                int at = layout == "nhwc" ? i : (i % 3 * height * width) + (i / 3);
                float product = expected[i] * (high - low);
                Assert.Equal(low == 0 && high == 1 ? expected[i] : product + low, actual[at]);
            }
        }
    }

    /// <summary>A network that wants -1 to 1 sees a darker photo nearer to -1, not nearer to the grey of 0.</summary>
    [Fact]
    public void Distort_Brightness_ActsBeforeTheRangeOfTheNetwork()
    {
        var preprocessing = new Preprocessing { Width = 1, Height = 1, RangeLow = -1 };
        var options = new DistortionOptions { RandomBrightness = 50 };
        float[] input = new float[3];
        Distorter.Distort([255, 255, 255], 1, 1, preprocessing, Distortion.Of(options, default, 1, 1), input);
        Assert.Equal([0f, 0f, 0f], input);
    }

    /// <summary>A photo decoded at reduced scale keeps three pixels for one of the largest enlargement, not of the input.</summary>
    [Theory]
    [InlineData(0, 0, false, 400)]
    [InlineData(50, 0, false, 600)]
    [InlineData(0, 60, false, 600)]
    [InlineData(60, 40, false, 800)]
    [InlineData(100, 100, false, 1600)]
    [InlineData(0, 0, true, 1600)]
    public void Decode_LargeJpeg_KeepsThePixelsThatTheLargestEnlargementNeeds(int crop, int scale, bool compat, int side)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(1600, 1600, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.Teal);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);
        var preprocessing = new Preprocessing { Width = 100, Height = 100, Compat = compat };
        var options = new DistortionOptions { RandomCrop = crop, RandomScale = scale, FlipLeftRight = true };
        using DecodeResult decoded = new DistortedReader<int>(preprocessing, options, 0).Decode(data.ToArray(), "x.jpg");
        Assert.Equal((side, side), (decoded.Pixels!.Width, decoded.Pixels.Height));
    }

    internal static DistortionOptions OptionsOf(JsonElement recorded) => new()
    {
        FlipLeftRight = recorded.GetProperty("flip_left_right").GetBoolean(),
        RandomCrop = Whole(recorded, "random_crop"),
        RandomScale = Whole(recorded, "random_scale"),
        RandomBrightness = Whole(recorded, "random_brightness"),
    };

    private static DistortionDraw DrawOf(JsonElement recorded)
    {
        JsonElement draws = recorded.GetProperty("draws");
        int[] offset = Pair(draws, "offset");
        return new DistortionDraw(
            draws.GetProperty("resize_scale_u").GetSingle(), draws.GetProperty("flip_u").GetSingle(),
            draws.GetProperty("brightness_u").GetSingle(), offset[0], offset[1]);
    }

    private static JsonElement[] Recorded() =>
        [.. JsonDocument.Parse(File.ReadAllText(Fixture("cases.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    private static int Whole(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static int[] Pair(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    private static string Fixture(string path) => SharedData.Fixture(["distortions", .. path.Split('/')]);
}
