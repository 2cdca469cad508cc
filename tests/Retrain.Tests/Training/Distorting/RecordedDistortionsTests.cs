using System.Globalization;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Photos.Decoding;
using Retrain.Photos.Distorting;

namespace Retrain.Tests.Training.Distorting;

/// <summary>
/// The 1,000 photos that the original distorted in the first ten steps of a run (fixtures/retrain_runs/mobilenet_v1_distorted), from their
/// recorded draws, against the features that it got.
/// </summary>
public class RecordedDistortionsTests
{
    /// <summary>
    /// The distance is the JPEG decoders': TensorFlow's faster transform makes red and blue a shade darker, for which ModulePhotosTests
    /// allows 0.985 over all networks. This one is calmer: 0.9964 is the least of the 1,000, 0.9993 the mean, and a step left out (the
    /// mirror, the brightness, the place) is seen.
    /// </summary>
    private const double LeastCosine = 0.99;

    private const double LeastMeanCosine = 0.9985;

    [Fact]
    public async Task Distort_RecordedDraws_GiveTheOriginalsFeatures()
    {
        string run = SharedData.Shared("fixtures", "retrain_runs", "mobilenet_v1_distorted");
        string module = SharedData.Shared("fixtures", "modules", "mobilenet_v1_025_128", "feature_vector", "module");
        string photos = Path.GetDirectoryName(SharedData.Shared("flowers_small"))!;
        Backbone backbone = await Backbone.LoadAsync(module, TestContext.Current.CancellationToken);
        Preprocessing preprocessing = backbone.Preprocessing with { Compat = true };
        using BackboneSession network = BackboneSession.Open(backbone);
        float[] recorded = Npy.Read(Path.Combine(run, "training_steps", "bottlenecks.npy")).Floats();
        Assert.Equal(1000 * backbone.Features, recorded.Length);

        var options = new DistortionOptions { FlipLeftRight = true, RandomCrop = 10, RandomScale = 10, RandomBrightness = 10 };
        float[] input = new float[PhotoReader.InputLength(preprocessing)];
        float[] features = new float[backbone.Features];
        var reader = new DistortedReader<int>(preprocessing, options, 0);
        var pictures = new Dictionary<string, DecodeResult>();
        var cosines = new List<double>();
        foreach (string line in File.ReadLines(Path.Combine(run, "training_steps", "distortions.tsv")).Skip(1))
        {
            string[] row = line.Split('\t');
            if (!pictures.TryGetValue(row[2], out DecodeResult? picture))
            {
                picture = reader.Decode(File.ReadAllBytes(Path.Combine(photos, row[2])), row[2]);
                pictures.Add(row[2], picture);
            }

            float Value(int column) => float.Parse(row[column], CultureInfo.InvariantCulture);

            // The file has the factors that the draws became, not the draws.
            var distortion = new Distortion(
                1.1f * Value(3), (int)Value(4), (int)Value(5), (int)Value(6), (int)Value(7), Value(8) < 0.5f, Value(9));
            Assert.Equal((distortion.Height, distortion.Width), ((int)(distortion.Scale * 128), (int)(distortion.Scale * 128)));
            Distorter.Distort(picture.Pixels!.Rgb, picture.Pixels.Width, picture.Pixels.Height, preprocessing, distortion, input);
            network.Compute(input, features);
            cosines.Add(Cosine(features, recorded.AsSpan(cosines.Count * features.Length, features.Length)));
        }

        foreach (DecodeResult picture in pictures.Values)
        {
            picture.Dispose();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"least {cosines.Min():F5}, mean {cosines.Average():F5}");
        Assert.Equal(1000, cosines.Count);
        Assert.True(cosines.Min() > LeastCosine, $"least cosine {cosines.Min():F5}");
        Assert.True(cosines.Average() > LeastMeanCosine, $"mean cosine {cosines.Average():F5}");
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        (double product, double left, double right) = (0, 0, 0);
        for (int i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            left += (double)a[i] * a[i];
            right += (double)b[i] * b[i];
        }

        return product / Math.Sqrt(left * right);
    }
}
