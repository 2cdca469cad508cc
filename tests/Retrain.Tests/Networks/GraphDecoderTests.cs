using Microsoft.ML.OnnxRuntime;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>
/// Models that take files: their decoder is left out and ours put before them. Photos are then resized before the graph's own step, which
/// has nothing left to do.
/// </summary>
public class GraphDecoderTests
{
    /// <summary>Largest difference of a score that another JPEG decoder may make (the fixtures' README).</summary>
    private const double DecoderTolerance = 0.01;

    [Theory]
    [InlineData("frozen", "inception_2015_style", "graph.pb", 80, "legacy_bilinear")]
    [InlineData("saved_models", "jpeg_strings_in", "model", 64, "half_pixel_bilinear")]
    public void Read_ModelThatDecodesItself_GivesTensorFlowsScoresForItsFiles(
        string kind, string name, string model, int side, string resize)
    {
        string folder = SharedData.Shared("fixtures", kind, name);
        ImageNetwork network = NetworkOrigins.Open(Path.Combine(folder, model)).Read(new NetworkWish { Purpose = NetworkPurpose.Scores });
        Assert.Equal((side, side, 255f, resize), (network.Height, network.Width, network.White, network.Resize));
        float[] expected = Npy.Read(Path.Combine(folder, "expected.npy")).Floats();

        using var session = new InferenceSession(NetworkCompiler.ToOnnx(network.Network, name));
        string[] files = [.. Enumerable.Range(0, 2).Select(i => Path.Combine(folder, $"input_{i}.jpg"))];
        float[] ours = [.. files.SelectMany(f => PhotoRun.Features(session, network, PhotoRun.Pixels(network, f)))];

        NetworkDifference difference = NetworkDifference.Of(ours, expected);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {difference}");
        Assert.True(difference.Largest <= DecoderTolerance, difference.ToString());
    }
}
