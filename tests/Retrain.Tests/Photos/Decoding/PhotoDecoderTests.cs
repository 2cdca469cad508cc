using Retrain.Photos.Decoding;

namespace Retrain.Tests.Photos.Decoding;

/// <summary>All 320 files of the fixture, in both modes.</summary>
public sealed class PhotoDecoderTests
{
    /// <summary>Levels by which an accurate DCT and interpolated chroma may differ from TensorFlow's; see the fixture's README.</summary>
    private static readonly (double Max, double Mean) JpegTolerance = (3, 0.5);

    /// <summary>TensorFlow keeps the high byte of 16 bits; so do we.</summary>
    private static readonly (double Max, double Mean) LosslessTolerance = (0, 0);

    /// <summary>
    /// Its rows are right, but nothing in the file proves it: the same signs as in corrupt_deflate.png, whose rows are wrong.
    /// </summary>
    private static readonly string[] ChecksumOfRowsIsWrong = ["png_damaged/bad_adler.png"];

    public static TheoryData<string> Files => [.. DecodingCase.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_EveryFile_EndsAsItsCaseSays(string file)
    {
        DecodingCase expected = DecodingCase.Of(file);
        using DecodeResult result = PhotoDecoder.Decode(DecodingCase.Read(file), file, new DecodeOptions());

        Assert.Equal(expected.Format, result.Format.Name);
        Assert.True(result.Pixels is null != result.Problem is null, "exactly one of pixels and problem");
        if (expected.NameAndContentDiffer)
        {
            Assert.Contains($"name says {Path.GetExtension(file)}, content is {expected.Format}", result.Notes);
        }

        switch (expected.Outcome)
        {
            case "decode":
                AssertNear(expected.Pixels!, expected.Tolerance, result);
                break;
            case "damaged":
                AssertDamaged(file, expected, result);
                break;
            case "recognise":
                Assert.Equal(ProblemKind.NotSupported, result.Problem?.Kind);
                Assert.Contains(expected.Format, result.Problem!.Value.Reason, StringComparison.OrdinalIgnoreCase);
                break;
            case "refuse":
                Assert.Equal(ProblemKind.TooLarge, result.Problem?.Kind);
                break;
            default:
                Assert.Fail("unknown outcome " + expected.Outcome);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_EveryFileInCompatMode_EndsAsTensorFlow(string file)
    {
        DecodingCase expected = DecodingCase.Of(file);
        using DecodeResult result = PhotoDecoder.Decode(DecodingCase.Read(file), file, new DecodeOptions { Compat = true });

        Assert.Equal(expected.Format, result.Format.Name);
        if (expected.TensorFlowPixels is { } pixels)
        {
            AssertNear(pixels, expected.Format == "jpeg" ? JpegTolerance : LosslessTolerance, result);
        }
        else
        {
            Assert.Null(result.Pixels);
            Assert.NotNull(result.Problem);
        }
    }

    /// <summary>The rule: every row came through and only the wrapping is hurt - used, with a note; otherwise a problem.</summary>
    private static void AssertDamaged(string file, DecodingCase expected, DecodeResult result)
    {
        bool onlyWrapping = expected.RowsGood is { } good && good == expected.Rows;
        if (onlyWrapping && !ChecksumOfRowsIsWrong.Contains(file))
        {
            Assert.NotEmpty(result.Notes);
            AssertNear(expected.Pixels!, file.EndsWith(".jpg", StringComparison.Ordinal) ? JpegTolerance : LosslessTolerance, result);
            return;
        }

        Assert.Null(result.Pixels);
        PhotoProblem problem = result.Problem!.Value;
        Assert.Equal(ProblemKind.Damaged, problem.Kind);
        Assert.NotEmpty(problem.Reason);
        if (expected.PictureStartsAt is { } start)
        {
            Assert.EndsWith($"a JPEG starts at byte {start}", problem.Reason);
        }
    }

    private static void AssertNear(string path, (double Max, double Mean) tolerance, DecodeResult result)
    {
        Assert.Null(result.Problem);
        (int[] shape, byte[] expected) = DecodingCase.Expected(path);
        Assert.Equal<int[]>(shape, [result.Pixels!.Height, result.Pixels.Width, 3]);
        (int max, double mean) = Difference(expected, result.Pixels.Rgb);
        Assert.True(max <= tolerance.Max && mean <= tolerance.Mean,
            $"differs by {max} at most (allowed {tolerance.Max}), {mean:F3} on average ({tolerance.Mean})");
    }

    internal static (int Max, double Mean) Difference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int max = 0;
        long sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int difference = Math.Abs(a[i] - b[i]);
            max = Math.Max(max, difference);
            sum += difference;
        }

        return (max, (double)sum / a.Length);
    }
}
