using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>
/// Modules from photo to features. TensorFlow decodes JPEG with a faster, less exact transform than ours, so the features follow at some
/// distance (the network alone is compared in <see cref="RecordedNetworksTests"/>).
/// </summary>
public class ModulePhotosTests
{
    private const double LeastCosine = 0.985;

    // Random weights, which no training taught to overlook noise: noise of the same size as the decoders' difference turns TensorFlow's own
    // features as far.
    private static readonly HashSet<string> Restless = ["inception_v3_thin/feature_vector", "mobilenet_v2_035_96/feature_vector"];

    private const int Daisy = 986;

    [Theory]
    [InlineData("inception_resnet_v2_thin/feature_vector")]
    [InlineData("inception_v1_thin/feature_vector")]
    [InlineData("inception_v2_thin/feature_vector")]
    [InlineData("inception_v3/feature_vector")]
    [InlineData("inception_v3_thin/feature_vector")]
    [InlineData("mobilenet_v1_025_128/classification")]
    [InlineData("mobilenet_v1_025_128/classification", "image_feature_vector")]
    [InlineData("mobilenet_v1_025_128/feature_vector")]
    [InlineData("mobilenet_v1_050_160/quantops/feature_vector")]
    [InlineData("mobilenet_v2_035_96/feature_vector")]
    [InlineData("mobilenet_v2_100_224/feature_vector")]
    [InlineData("nasnet_mobile_thin/feature_vector")]
    [InlineData("odd_ops")]
    [InlineData("pnasnet_large_thin/feature_vector")]
    [InlineData("resnet_v1_50_thin/feature_vector")]
    [InlineData("resnet_v2_50_thin/feature_vector")]
    public void Read_HubModule_GivesTensorFlowsFeaturesOfPhotos(string name, string? signature = null)
    {
        string folder = SharedData.Shared(["fixtures", "modules", .. name.Split('/')]);
        JsonElement meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json"))).RootElement;
        string[] photos = [.. meta.GetProperty("photos").EnumerateArray().Select(p => SharedData.Shared("flowers_small", p.GetString()!))];
        Npy expected = Npy.Read(Path.Combine(folder, signature is null ? "expected_default.npy" : $"expected_signature_{signature}.npy"));
        (ImageNetwork network, InferenceSession session) = Open(folder, new NetworkWish { Signature = signature });
        using InferenceSession open = session;
        Assert.Equal([.. meta.GetProperty("input_size").EnumerateArray().Select(s => s.GetInt32())], [network.Height, network.Width]);

        int features = expected.Shape[^1];
        double least = Restless.Contains(name)
            ? NoiseCosine(session, network, Npy.Read(Path.Combine(folder, "input.npy")), PhotoRun.Pixels(network, photos[0]))
            : LeastCosine;
        for (int i = 0; i < photos.Length; i++)
        {
            float[] pixels = PhotoRun.Pixels(network, photos[i]);
            float[] ours = PhotoRun.Features(session, network, pixels);
            float[] theirs = expected.Floats()[(i * features)..((i + 1) * features)];
            NetworkDifference difference = NetworkDifference.Of(ours, theirs);
            double cosine = Cosine(ours, theirs);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{name} {signature} {Path.GetFileName(photos[i])}: cosine {cosine:f5} of {least:f3}, {difference}");
            Assert.True(cosine > least, $"cosine {cosine:f5}, {difference}");
            if (name.EndsWith("classification", StringComparison.Ordinal) && signature is null)
            {
                Assert.Equal(theirs.IndexOf(theirs.Max()), ours.IndexOf(ours.Max()));
            }
        }
    }

    /// <summary>The module's own decoder put the class daisy first for 12 of the 20 (fixtures/modules/README).</summary>
    [Fact]
    public void Read_Classifier_KnowsAsManyDaisiesAsTensorFlow()
    {
        string folder = SharedData.Shared("fixtures", "modules", "mobilenet_v1_025_128", "classification");
        string[] photos = Directory.GetFiles(SharedData.Shared("flowers_small", "daisy"), "*.jpg");
        (ImageNetwork network, InferenceSession session) = Open(folder, new NetworkWish());
        using InferenceSession open = session;
        int known = photos.Count(
            p => PhotoRun.Features(session, network, PhotoRun.Pixels(network, p)) is var scores && scores.IndexOf(scores.Max()) == Daisy);
        TestContext.Current.TestOutputHelper?.WriteLine($"{known} of {photos.Length}");
        Assert.Equal((20, 12), (photos.Length, known));
    }

    private static (ImageNetwork Network, InferenceSession Session) Open(string folder, NetworkWish wish)
    {
        string archive = Path.Combine(folder, "module.tar.gz");
        ImageNetwork network = NetworkOrigins.Open(File.Exists(archive) ? archive : Path.Combine(folder, "module")).Read(wish);
        return (network, new InferenceSession(NetworkCompiler.ToOnnx(network.Network, folder)));
    }

    /// <summary>
    /// How far the recorded features turn when the recorded pixels are moved by the differences to ours, each at another pixel's place.
    /// </summary>
    private static double NoiseCosine(InferenceSession session, ImageNetwork network, Npy recorded, float[] ours)
    {
        float[] pixels = [.. recorded.Floats().Select(v => v * (network.White / 255f))];
        float[] noise = [.. ours.Zip(pixels, (a, b) => a - b)];
        new Random(1).Shuffle(noise);
        float[] plain = PhotoRun.Features(session, network, pixels);
        return Cosine(plain, PhotoRun.Features(session, network, [.. pixels.Zip(noise, (a, b) => a + b)]));
    }

    private static double Cosine(float[] a, float[] b)
    {
        double product = a.Zip(b, (x, y) => (double)x * y).Sum();
        return product / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
    }
}
