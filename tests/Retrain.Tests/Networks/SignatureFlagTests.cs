using Microsoft.ML.OnnxRuntime;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>A signature that takes a flag beside the photo: whether the network is being trained. It is not.</summary>
public class SignatureFlagTests
{
    [Fact]
    public void Read_SignatureWithTrainingFlag_GivesTheAnswersOfAFinishedNetwork()
    {
        string folder = SharedData.Shared("fixtures", "saved_models", "control_flow");
        ImageNetwork network = NetworkOrigins.Open(Path.Combine(folder, "model"))
            .Read(new NetworkWish { Purpose = NetworkPurpose.Scores, Signature = "with_flag", Output = "scores" });

        using var session = new InferenceSession(NetworkCompiler.ToOnnx(network.Network, "control_flow"));
        Npy input = Npy.Read(Path.Combine(folder, "input.npy"));
        int length = 64 * 64 * 3;
        float[] ours =
        [
            .. Enumerable.Range(0, 2).SelectMany(i => PhotoRun.Features(session, network, input.Floats()[(i * length)..((i + 1) * length)])),
        ];

        Assert.True(NetworkDifference.Of(ours, Npy.Read(Path.Combine(folder, "expected.npy")).Floats()).Largest <= 8e-6);
    }
}
