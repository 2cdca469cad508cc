using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>
/// The embedded network, as the ONNX file that is shipped and as the Hub module with the same weights: two recorded inputs, the features of
/// TensorFlow.
/// </summary>
/// <param name="Name">Where it lies in ../shared.</param>
/// <param name="Model">Its path.</param>
/// <param name="Expected">The recorded features, one row a photo.</param>
/// <param name="Photos">How many of the recorded inputs are photos of those rows.</param>
internal sealed record GoldenCase(string Name, string Model, string Expected, int Photos)
{
    /// <summary>The tolerance of ../shared/models.</summary>
    public const double Tolerance = 1e-4;

    private const string Folder = "efficientnet_lite0";

    /// <summary>Both.</summary>
    public static IEnumerable<GoldenCase> All() =>
    [
        new("models/efficientnet_lite0.onnx features", SharedData.Shared("models", Folder, "efficientnet_lite0.onnx"),
            SharedData.Shared("models", Folder, "golden", "features.npy"), 2),
        new("modules/efficientnet_lite0 default", SharedData.Shared("fixtures", "modules", Folder),
            SharedData.Shared("fixtures", "modules", Folder, "expected_features.npy"), 1),
    ];

    /// <summary>Runs it.</summary>
    public MeasuredNetwork Run()
    {
        long start = Stopwatch.GetTimestamp();
        ImageNetwork network = NetworkOrigins.Open(Model).Read(
            new NetworkWish { Height = 224, Width = 224, Output = Model.EndsWith(".onnx", StringComparison.Ordinal) ? "features" : null });
        double read = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        byte[] onnx = NetworkCompiler.ToOnnx(network.Network, Name);
        double converted = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        using var session = new InferenceSession(onnx);
        float[] ours = [.. Enumerable.Range(0, Photos).SelectMany(i =>
            PhotoRun.Features(session, network, Npy.Read(SharedData.Shared("models", Folder, "golden", $"input_{i}.npy")).Floats()))];
        NetworkDifference difference = NetworkDifference.Of(ours, Npy.Read(Expected).Floats()[..ours.Length]);
        return new MeasuredNetwork(Name, [(Name, difference, Tolerance)], MeasuredNetwork.CountNodes(onnx), read, converted);
    }
}
