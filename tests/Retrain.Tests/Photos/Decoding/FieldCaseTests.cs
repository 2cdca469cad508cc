using System.Buffers.Binary;
using System.IO.Compression;
using Retrain.Photos.Decoding;
using Retrain.Photos.Decoding.Png;
using SkiaSharp;

namespace Retrain.Tests.Photos.Decoding;

/// <summary>What went wrong for users of other programs, where the 320 files of the fixture do not show it by themselves.</summary>
public sealed class FieldCaseTests
{
    private const int Target = 224;

    [Fact]
    public void R08_FiveHundredFilesWithStrayBytes_OneNoteEach()
    {
        byte[] file = DecodingCase.Read("jpeg_damaged/extraneous_before_eoi_228.jpg");
        for (int i = 0; i < 500; i++)
        {
            using DecodeResult result = PhotoDecoder.Decode(file, "a.jpg", new DecodeOptions());
            Assert.NotNull(result.Pixels);
            Assert.Single(result.Notes);
        }
    }

    [Fact]
    public void R09_Grey16Gradient_KeepsItsMeanAndItsSteps()
    {
        using DecodeResult result = PhotoDecoder.Decode(DecodingCase.Read("png/grey_16_gradient.png"), "a.png", new DecodeOptions());
        byte[] rgb = result.Pixels!.Rgb.ToArray();
        Assert.InRange(rgb.Average(v => (double)v), 126, 129);
        Assert.True(rgb.Distinct().Count() >= 200, $"{rgb.Distinct().Count()} grey steps");
    }

    [Theory]
    [InlineData(0x0000, 0)]
    [InlineData(0x0080, 0)]
    [InlineData(0x0081, 1)]
    [InlineData(0x7F7F, 127)]
    [InlineData(0x8000, 128)]
    [InlineData(0xFF7E, 254)]
    [InlineData(0xFF7F, 255)]
    [InlineData(0xFFFF, 255)]
    public void R09_Sixteen_Bits_AreRounded(int value, int expected)
    {
        byte[] png = WritePng(1, 1, 16, 0, [0, (byte)(value >> 8), (byte)value]);
        using DecodeResult result = PhotoDecoder.Decode(png, "a.png", new DecodeOptions());
        Assert.Equal(expected, result.Pixels!.Rgb[0]);
    }

    [Fact]
    public void R10_BlackDigitOnTransparentGround_IsBlackOnWhite()
    {
        using DecodeResult result = PhotoDecoder.Decode(DecodingCase.Read("png/black_digit_transparent.png"), "a.png", new DecodeOptions());
        byte[] rgb = result.Pixels!.Rgb.ToArray();
        Assert.Contains((byte)0, rgb);
        Assert.Contains((byte)255, rgb);
        Assert.Equal(255, rgb[0]);
    }

    [Theory]
    [InlineData("jpeg/grey.jpg")]
    [InlineData("png/grey_8.png")]
    [InlineData("png/grey_1.png")]
    [InlineData("png/grey_4.png")]
    public void R14_GreyPhotoAndItsRgbCopy_GiveTheSamePixels(string name)
    {
        using DecodeResult grey = PhotoDecoder.Decode(DecodingCase.Read(name), name, new DecodeOptions());
        byte[] copy = RgbPng(grey.Pixels!);
        using DecodeResult colour = PhotoDecoder.Decode(copy, "copy.png", new DecodeOptions());
        Assert.True(grey.Pixels!.Rgb.SequenceEqual(colour.Pixels!.Rgb));
    }

    [Theory]
    [InlineData("gif/animated_5.gif")]
    [InlineData("gif/animated_first_transparent.gif")]
    [InlineData("misnamed/gif_animated_named.jpg")]
    public void R17_AnimatedGif_GivesItsFirstFrameAlone(string name)
    {
        using DecodeResult result = PhotoDecoder.Decode(DecodingCase.Read(name), name, new DecodeOptions());
        Assert.Equal((33, 17), (result.Pixels!.Width, result.Pixels.Height));
    }

    [Fact]
    public void R18_PngOf108Megapixels_NeedsLittleMoreThanItsPixels()
    {
        const int Width = 12_000;
        const int Height = 9_000;
        byte[] png = WritePng(Width, Height, 8, 2, new byte[(Width * 3) + 1], repeat: Height);
        long before = GC.GetAllocatedBytesForCurrentThread();

        using DecodeResult result = PhotoDecoder.Decode(png, "large.png", new DecodeOptions());

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((Width, Height), (result.Pixels!.Width, result.Pixels.Height));
        Assert.InRange(allocated, 0, (Width * Height * 3L) + (4 << 20));
    }

    [Theory]
    [InlineData(3200, 1600, 1, 1600, 800)] // 4/8: 3/8 would leave 600 rows for 224
    [InlineData(6000, 4000, 1, 1500, 1000)] // 2/8: 1/8 would leave 500 rows
    [InlineData(6000, 4000, 6, 1000, 1500)]
    [InlineData(1300, 1200, 1, 1300, 1200)] // not twice too large: exact
    public void R18_LargeJpeg_IsDecodedAtTheSmallestScaleThatLeavesThreePixelsForOne(
        int width, int height, int orientation, int decodedWidth, int decodedHeight)
    {
        byte[] file = DrawnJpeg(width, height, orientation);
        var options = new DecodeOptions { TargetWidth = Target, TargetHeight = Target };
        using DecodeResult result = PhotoDecoder.Decode(file, "a.jpg", options);
        using DecodeResult whole = PhotoDecoder.Decode(file, "a.jpg", options with { Compat = true });

        Assert.Equal((decodedWidth, decodedHeight), (result.Pixels!.Width, result.Pixels.Height));
        Assert.Equal((width, height), (whole.Pixels!.Width, whole.Pixels.Height));
    }

    [Theory]
    [InlineData(1, 448, 1500, 750)]
    [InlineData(6, 448, 2000, 4000)] // upright it is narrow, so its width decides
    public void R18_TargetWithUnequalSides_CountsInTheStoredPosition(int orientation, int targetWidth, int decodedWidth, int decodedHeight)
    {
        byte[] file = DrawnJpeg(4000, 2000, orientation);
        var options = new DecodeOptions { TargetWidth = targetWidth, TargetHeight = Target };
        using DecodeResult result = PhotoDecoder.Decode(file, "a.jpg", options);
        Assert.Equal((decodedWidth, decodedHeight), (result.Pixels!.Width, result.Pixels.Height));
    }

    [Fact]
    public void Decode_PngThatAsksForADictionary_IsDamaged()
    {
        byte[] png = WritePng(1, 1, 8, 0, [0, 7]);
        int data = png.AsSpan().IndexOf("IDAT"u8) + 4;
        (png[data], png[data + 1]) = (0x78, 0x20);
        using DecodeResult result = PhotoDecoder.Decode(png, "a.png", new DecodeOptions());
        Assert.Equal(ProblemKind.Damaged, result.Problem?.Kind);
    }

    [Fact]
    public void Decode_BmpWhoseMaskHasAHole_IsDamagedBeforeSkiaPrintsAWarning()
    {
        byte[] bmp = DecodingCase.Read("bmp/rgb_32_bitfields.bmp");
        bmp[54] ^= 2;
        using DecodeResult result = PhotoDecoder.Decode(bmp, "a.bmp", new DecodeOptions());
        Assert.Equal("BMP is damaged: its colour masks have holes", result.Problem?.Reason);
    }

    [Fact]
    public void Decode_ManyThreads_GiveWhatOneGives()
    {
        string[] files = [.. DecodingCase.Files.Where((_, i) => i % 3 == 0)];
        byte[]?[] alone = [.. files.Select(Rgb)];
        byte[]?[] together = new byte[]?[files.Length];
        Parallel.For(0, files.Length, i => together[i] = Rgb(files[i]));
        Assert.Equal(alone, together);

        static byte[]? Rgb(string file)
        {
            using DecodeResult result = PhotoDecoder.Decode(DecodingCase.Read(file), file, new DecodeOptions());
            return result.Pixels?.Rgb.ToArray();
        }
    }

    private static byte[] RgbPng(Pixels pixels)
    {
        int rowBytes = pixels.Width * 3;
        byte[] rows = new byte[(rowBytes + 1) * pixels.Height];
        for (int y = 0; y < pixels.Height; y++)
        {
            pixels.Rgb.Slice(y * rowBytes, rowBytes).CopyTo(rows.AsSpan((y * (rowBytes + 1)) + 1));
        }

        return WritePng(pixels.Width, pixels.Height, 8, 2, rows);
    }

    private static byte[] WritePng(int width, int height, byte bits, byte colour, byte[] filteredRows, int repeat = 1)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colour);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int i = 0; i < repeat; i++)
            {
                zlib.Write(filteredRows);
            }
        }

        using var png = new MemoryStream();
        png.Write(PngChunk.Signature);
        WriteChunk("IHDR"u8, header);
        WriteChunk("IDAT"u8, data.ToArray());
        WriteChunk("IEND"u8, []);
        return png.ToArray();

        void WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
        {
            byte[] chunk = [0, 0, 0, 0, .. type, .. content, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), PngCrc.Of(chunk.AsSpan(4, content.Length + 4)));
            png.Write(chunk);
        }
    }

    /// <summary>A JPEG of two colours, with an EXIF orientation.</summary>
    private static byte[] DrawnJpeg(int width, int height, int orientation)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { Color = SKColors.Teal })
        {
            canvas.Clear(SKColors.Orange);
            canvas.DrawRect(0, 0, width / 2f, height / 3f, paint);
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0,
            0, 0, 0,
        ];
        byte[] jpeg = data.ToArray();
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }
}
