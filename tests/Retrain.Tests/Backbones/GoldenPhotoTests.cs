using System.Text.Json;
using Retrain.Backbones;
using Retrain.Photos;

namespace Retrain.Tests.Backbones;

/// <summary>Photo file to features with our own decoder, against recorded features.</summary>
public sealed class GoldenPhotoTests
{
    /// <summary>Decoders with libjpeg-turbo's defaults yield the same bytes; rounding in the network needs 1e-5 of it.</summary>
    private const float AccurateTolerance = 1e-4f;

    /// <summary>
    /// TensorFlow decodes with the fast DCT: 1.1 levels of 255 away in the mean, which costs a cosine of 0.994 at worst here.
    /// </summary>
    private const double FastCosine = 0.99;

    [Theory]
    [InlineData("features")]
    [InlineData("features_wide")]
    public void Read_GoldenPhotos_MatchTheAccurateDecoder(string tap)
    {
        float[] expected = Npy.Read(Golden(tap + "_accurate_dct.npy")).Floats();
        float[][] actual = Features(tap);
        for (int photo = 0; photo < actual.Length; photo++)
        {
            for (int i = 0; i < actual[photo].Length; i++)
            {
                float value = expected[(photo * actual[photo].Length) + i];
                Assert.InRange(actual[photo][i], value - AccurateTolerance, value + AccurateTolerance);
            }
        }
    }

    [Theory]
    [InlineData("features")]
    [InlineData("features_wide")]
    public void Read_GoldenPhotos_AreNearTensorFlows(string tap)
    {
        float[] expected = Npy.Read(Golden(tap + ".npy")).Floats();
        float[][] actual = Features(tap);
        for (int photo = 0; photo < actual.Length; photo++)
        {
            int width = actual[photo].Length;
            Assert.InRange(Cosine(actual[photo], expected.AsSpan(photo * width, width)), FastCosine, 1.000001);
        }
    }

    private static string Golden(string name) => SharedData.Shared("models", "efficientnet_lite0", "golden", name);

    private static float[][] Features(string tap)
    {
        using JsonDocument list = JsonDocument.Parse(File.ReadAllText(Golden("photos.json")));
        string[] names = [.. list.RootElement.GetProperty("photos").EnumerateArray().Select(name => name.GetString()!)];
        Backbone backbone = Backbone.Embedded.WithTap(tap);
        using BackboneSession session = BackboneSession.Open(backbone);
        float[] input = new float[PhotoReader.InputLength(backbone.Preprocessing)];
        return [.. names.Select(name =>
        {
            PhotoReading reading = PhotoReader.Read(
                File.ReadAllBytes(SharedData.Shared("flowers_small", name)), name, backbone.Preprocessing, input);
            Assert.Null(reading.Problem);
            float[] features = new float[backbone.Features];
            session.Compute(input, features);
            return features;
        })];
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }

        return dot / Math.Sqrt(aa * bb);
    }
}
