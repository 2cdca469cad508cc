using System.Text.Json;
using CsCheck;
using Retrain.Photos.Resizing;

namespace Retrain.Tests.Photos.Resizing;

public sealed class BilinearTests
{
    private const float UnitPerByte = 0.003921569f;

    public static TheoryData<string> Cases() => [.. Rows().Select(r => r.GetProperty("name").GetString()!)];

    private static JsonElement[] Rows()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Fixture("resize", "cases.json")));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToUInt32Bits(expected[i]) != BitConverter.SingleToUInt32Bits(actual[i]))
            {
                Assert.Fail($"value {i}: expected {expected[i]:R}, got {actual[i]:R}");
            }
        }
    }

    private static float[] Planes(ReadOnlySpan<float> pixels)
    {
        float[] planes = new float[pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            planes[i % 3 * (pixels.Length / 3) + i / 3] = pixels[i];
        }

        return planes;
    }

    private static float[] Scalar(byte[] rgb, int width, int height, int outputWidth, int outputHeight)
    {
        float[] expected = new float[outputHeight * outputWidth * 3];
        Bilinear.Resize([.. rgb.Select(b => b * UnitPerByte)], height, width, 3, expected, outputHeight, outputWidth);
        return expected;
    }

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(7).NextBytes(noise);
        return noise;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resize_RecordedCase_IsEqualToTheBit(string name)
    {
        JsonElement row = Rows().Single(r => r.GetProperty("name").GetString() == name);
        Npy input = Npy.Read(SharedData.Fixture("resize", row.GetProperty("input").GetString()!));
        float[] expected = Npy.Read(SharedData.Fixture("resize", row.GetProperty("expected").GetString()!)).Floats();
        int[] shape = [.. row.GetProperty("output_shape").EnumerateArray().Select(v => v.GetInt32())];
        bool isUnit = row.GetProperty("input_as").GetString() == "unit";
        float[] values = isUnit ? [.. input.Bytes().Select(b => b * UnitPerByte)] : input.Floats();
        BilinearRule rule = row.TryGetProperty("rule", out JsonElement named) && named.GetString() == "half_pixel" ? BilinearRule.HalfPixel : BilinearRule.Legacy;
        float[] actual = new float[expected.Length];
        Bilinear.Resize(values, input.Shape[0], input.Shape[1], input.Shape[2], actual, shape[0], shape[1], rule);
        AssertSameBits(expected, actual);
        if (isUnit && shape[2] == 3)
        {
            float[] fast = new float[expected.Length];
            Bilinear.ToUnitPixels(input.Bytes(), input.Shape[1], input.Shape[0], fast, shape[1], shape[0], rule);
            AssertSameBits(expected, fast);
            Bilinear.ToUnitPlanes(input.Bytes(), input.Shape[1], input.Shape[0], fast, shape[1], shape[0], rule);
            AssertSameBits(Planes(expected), fast);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(33)]
    public void ToUnit_WidthsAroundVectors_HaveTheBitsOfTheScalarForm(int outputWidth)
    {
        foreach ((int width, int height, int outputHeight) in new[]
        {
            (1, 1, 3),
            (5, 3, 3),
            (13, 29, 8),
            (50, 20, 41),
            (outputWidth, 9, 9)
        })
        {
            byte[] rgb = Noise(width * height * 3);
            float[] expected = Scalar(rgb, width, height, outputWidth, outputHeight);
            float[] actual = new float[expected.Length];
            Bilinear.ToUnitPixels(rgb, width, height, actual, outputWidth, outputHeight);
            AssertSameBits(expected, actual);
            Bilinear.ToUnitPlanes(rgb, width, height, actual, outputWidth, outputHeight);
            AssertSameBits(Planes(expected), actual);
        }
    }

    [Fact]
    public void ToUnitPlanes_AnySides_HaveTheBitsOfTheScalarForm() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 70]).Sample(
            (width, height, outputWidth, outputHeight) =>
            {
                byte[] rgb = Noise(width * height * 3);
                float[] actual = new float[outputHeight * outputWidth * 3];
                Bilinear.ToUnitPlanes(rgb, width, height, actual, outputWidth, outputHeight);
                AssertSameBits(Planes(Scalar(rgb, width, height, outputWidth, outputHeight)), actual);
            },
            iter: 300);

    [Fact]
    public void ToUnitPixels_EveryByteAtItsOwnSize_IsTheByteTimesOne255th()
    {
        byte[] rgb = [.. Enumerable.Range(0, 768).Select(i => (byte)(i / 3))];
        float[] actual = new float[768];
        Bilinear.ToUnitPixels(rgb, 256, 1, actual, 256, 1);
        AssertSameBits([.. rgb.Select(b => b * UnitPerByte)], actual);
    }

    [Fact]
    public void ToUnitPlanes_WrongLengths_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Bilinear.ToUnitPlanes(new byte[11], 2, 2, new float[12], 2, 2));
        Assert.Throws<ArgumentException>(() => Bilinear.ToUnitPlanes(new byte[12], 2, 2, new float[11], 2, 2));
        Assert.Throws<ArgumentException>(() => Bilinear.ToUnitPlanes([], 0, 2, [], 0, 2));
        Assert.Throws<ArgumentException>(() => Bilinear.ToUnitPlanes(new byte[12], -2, -2, new float[12], 2, 2));
    }
}
