using System.Text.Json;
using Retrain.Formats.Onnx;
using Retrain.Formats.Tests.Onnx;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Testing;

namespace Retrain.Formats.Tests;

/// <summary>A model of another program with its recorded answers, as ../shared/fixtures and tests/fixtures hold them.</summary>
/// <param name="Folder">Where it lies.</param>
internal sealed record RecordedCase(string Folder)
{
    private readonly JsonElement json = JsonDocument.Parse(File.ReadAllBytes(
        File.Exists(Path.Combine(Folder, "meta.json")) ? Path.Combine(Folder, "meta.json") : Path.Combine(Folder, "case.json")))
        .RootElement;

    /// <summary>The file that is opened.</summary>
    public string Model => Path.Combine(Folder, json.GetProperty("model").GetString()!);

    /// <summary>The recorded input.</summary>
    public Tensor Input
    {
        get
        {
            Npy input = Npy.Read(Path.Combine(Folder, "input.npy"));
            return Tensor.Of(input.Floats(), input.Shape);
        }
    }

    /// <summary>The outputs: <c>scores</c> is the model's own, others are layers.</summary>
    public IReadOnlyList<(string Name, Npy Values, double Tolerance)> Outputs =>
        json.GetProperty("expected").ValueKind == JsonValueKind.String
            ? [("scores", Npy.Read(Path.Combine(Folder, json.GetProperty("expected").GetString()!)),
                json.GetProperty("tolerance_abs").GetDouble())]
            : [.. json.GetProperty("expected").EnumerateObject()
                .Where(o => File.Exists(Path.Combine(Folder, o.Value.GetProperty("file").GetString()!)))
                .Select(o => (o.Name, Npy.Read(Path.Combine(Folder, o.Value.GetProperty("file").GetString()!)),
                    o.Value.GetProperty("tolerance_abs").GetDouble()))];

    /// <summary>
    /// Runs an output by the definitions, simplified, and in ONNX Runtime, holds each to the tolerance, and prints the differences.
    /// </summary>
    /// <param name="name">Of the output.</param>
    /// <param name="network">With one input and one output.</param>
    public void Check(string name, Network network)
    {
        (_, Npy want, double tolerance) = Outputs.First(o => o.Name == name);
        var feed = new Dictionary<string, Tensor> { [network.Inputs[0].Name] = Input };
        string output = network.Outputs[0].Name;
        Network simplified = Simplification.Run(network);
        byte[] onnx = OnnxNetworkWriter.Write(LayoutPass.Run(simplified, DataLayout.ChannelsFirst), new OnnxWriterOptions()).Write();
        var differences = new Dictionary<string, double>
        {
            ["definition"] = Difference(want, ReferenceEvaluator.Run(network, feed)[output]),
            ["simplified"] = Difference(want, ReferenceEvaluator.Run(simplified, feed)[output]),
            ["ONNX Runtime"] = Difference(want, OnnxRun.Run(onnx, feed).Values.Single()),
        };
        string format = Path.GetFileName(Path.GetDirectoryName(Folder)!);
        foreach ((string way, double difference) in differences)
        {
            RecordedDifference.Tell(format, Path.GetFileName(Folder), name, difference, tolerance, way);
        }

        Assert.All(differences, d => Assert.InRange(d.Value, 0, tolerance));
    }

    private static double Difference(Npy want, Tensor got)
    {
        Assert.Equal(want.Shape, got.Shape);
        return want.Doubles().Zip(got.ToDoubles(), (a, b) => double.IsNaN(a - b) ? double.PositiveInfinity : Math.Abs(a - b)).Max();
    }
}
