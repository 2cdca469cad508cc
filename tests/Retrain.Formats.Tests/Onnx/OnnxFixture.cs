using System.Text.Json;
using Retrain.Formats.Onnx;
using Retrain.Graph;

namespace Retrain.Formats.Tests.Onnx;

/// <summary>One folder of ../shared/fixtures/onnx.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Runs">Inputs and what has to come out.</param>
internal sealed record OnnxFixture(string Folder, IReadOnlyList<OnnxFixtureRun> Runs)
{
    /// <summary>The network to read.</summary>
    public OnnxModel Model => OnnxModel.Read(File.ReadAllBytes(Path.Combine(Folder, "model.onnx")));

    /// <summary>Reads a folder's description.</summary>
    public static OnnxFixture Open(string name)
    {
        string folder = SharedData.Shared("fixtures", "onnx", name);
        using var meta = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "meta.json")));
        var runs = new List<OnnxFixtureRun>();
        foreach (JsonProperty output in meta.RootElement.GetProperty("expected").EnumerateObject())
        {
            string[] parts = output.Name.Split('@');
            string input = parts.Length == 1 ? "input.npy" : $"input_{parts[1]}.npy";
            string expected = output.Value.GetProperty("file").GetString()!;
            runs.Add(new OnnxFixtureRun(parts[0], Tensor(folder, input), Tensor(folder, expected),
                output.Value.GetProperty("tolerance_abs").GetDouble()));
        }

        return new OnnxFixture(folder, runs);
    }

    private static Tensor Tensor(string folder, string file)
    {
        var npy = Npy.Read(Path.Combine(folder, file));
        return Graph.Tensor.Of(npy.Floats(), npy.Shape);
    }
}

/// <summary>One output for one input.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Input">What goes in.</param>
/// <param name="Expected">What ONNX Runtime made of the file.</param>
/// <param name="Tolerance">Largest difference of an element.</param>
internal sealed record OnnxFixtureRun(string Output, Tensor Input, Tensor Expected, double Tolerance)
{
    /// <summary>Largest difference of an element; shapes must be equal.</summary>
    public double Difference(Tensor actual)
    {
        Assert.Equal(Expected.ToString(), actual.ToString());
        return Expected.ToDoubles().Zip(actual.ToDoubles(), (want, got) => Math.Abs(want - got)).Max(d => double.IsNaN(d) ? 1e30 : d);
    }
}
