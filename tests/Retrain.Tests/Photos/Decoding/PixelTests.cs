using Retrain.Photos.Decoding;
using Retrain.Photos.Decoding.Png;

namespace Retrain.Tests.Photos.Decoding;

/// <summary>Small steps between a codec's rows and the picture.</summary>
public sealed class PixelTests
{
    public static TheoryData<int> PixelCounts => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(PixelCounts))]
    public void ToRgb_AnyLengthAlsoInPlace_EqualsScalar(int pixels)
    {
        byte[] rgba = [.. Enumerable.Range(0, pixels * 4).Select(i => (byte)((i * 37) + 11))];
        byte[] expected = new byte[pixels * 3];
        RgbaRows.DropScalar(rgba, expected);

        byte[] actual = new byte[pixels * 3];
        RgbaRows.ToRgb(rgba, actual, AlphaRule.Drop);
        RgbaRows.ToRgb(rgba, rgba, AlphaRule.Drop);

        Assert.Equal(expected, actual);
        Assert.Equal(expected, rgba[..expected.Length]);
    }

    [Fact]
    public void OnWhite_AllValues_EqualsTheFormula()
    {
        for (int alpha = 0; alpha < 256; alpha++)
        {
            for (int channel = 0; channel < 256; channel++)
            {
                double exact = ((channel * alpha) + (255.0 * (255 - alpha))) / 255;
                Assert.Equal((byte)Math.Round(exact), RgbaRows.OnWhite(channel, alpha));
            }
        }
    }

    [Theory]
    [InlineData(1, "abc/def")]
    [InlineData(2, "cba/fed")]
    [InlineData(3, "fed/cba")]
    [InlineData(4, "def/abc")]
    [InlineData(5, "ad/be/cf")]
    [InlineData(6, "da/eb/fc")]
    [InlineData(7, "fc/eb/da")]
    [InlineData(8, "cf/be/ad")]
    public void Apply_EveryOrientation_TurnsThePictureUpright(int orientation, string rows)
    {
        var stored = new Pixels(3, 2);
        for (int i = 0; i < 6; i++)
        {
            stored.Rgb.Slice(i * 3, 3).Fill((byte)('a' + i));
        }

        using Pixels upright = Orientation.Apply(stored, orientation);

        string[] expected = rows.Split('/');
        Assert.Equal((expected[0].Length, expected.Length), (upright.Width, upright.Height));
        Assert.Equal(rows.Replace("/", "", StringComparison.Ordinal),
            string.Concat(upright.Rgb.ToArray().Where((_, i) => i % 3 == 0).Select(b => (char)b)));
    }

    [Fact]
    public void PngCrc_AnyLength_EqualsBitByBit()
    {
        byte[] bytes = [.. Enumerable.Range(0, 40).Select(i => (byte)(i * 73))];
        for (int length = 0; length <= bytes.Length; length++)
        {
            uint crc = uint.MaxValue;
            foreach (byte b in bytes.AsSpan(0, length))
            {
                crc ^= b;
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
                }
            }

            Assert.Equal(~crc, PngCrc.Of(bytes.AsSpan(0, length)));
        }

        Assert.Equal(0xCBF43926, PngCrc.Of("123456789"u8));
    }

    [Theory]
    [InlineData("photo.jpg", "jpeg", null)]
    [InlineData("photo.JPEG", "jpeg", null)]
    [InlineData("photo.png", "jpeg", "name says .png, content is jpeg")]
    [InlineData("photo", "jpeg", null)]
    [InlineData("photo.data", "png", null)]
    [InlineData("IMG_0001.HEIC", "heic", null)]
    [InlineData("IMG_0001.JPG", "heic", "name says .jpg, content is heic")]
    public void NameNote_NameAndContent_DifferOnlyIfTheExtensionSaysSo(string name, string content, string? note) =>
        Assert.Equal(note, FileKinds.NameNote(name, FileKinds.All.First(k => k.Name == content)));

    [Fact]
    public async Task Enter_TwoGiants_OneAfterTheOther()
    {
        DecodeGate.Pass first = DecodeGate.Enter(DecodeGate.LargePixelCount + 1);
        Task second = Task.Run(() => DecodeGate.Enter(DecodeGate.LargePixelCount + 1).Dispose(), TestContext.Current.CancellationToken);
        DecodeGate.Enter(DecodeGate.LargePixelCount).Dispose();
        Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(200, TestContext.Current.CancellationToken)));
        first.Dispose();
        await second;
    }
}
