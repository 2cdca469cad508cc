using System.Text.Json;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Importing;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>
/// A network with fake quantisation, one layer at a time: recorded levels in, the next layer's levels out. From end to end a value beside a
/// rounding boundary moves by a whole step and carries that on; layer by layer nothing is carried.
/// </summary>
public class QuantisedLayersTests
{
    private const string Module = "mobilenet_v1_050_160/quantops/feature_vector";
    private const double MostLevelsOff = 0.002;
    private const double FeatureTolerance = 1e-5;

    [Fact]
    public void Run_OneLayerFromRecordedLevels_GivesTheNextLayersLevels()
    {
        string folder = Folder();
        Quantiser[] quantisers = [.. Quantisers(folder).Where(q => q.Levels is not null)];
        Assert.Equal(28, quantisers.Length);
        Npy input = Npy.Read(Path.Combine(folder, "input.npy"));
        float[] photo = [.. input.Floats().Select(v => v * (1f / 255f))];
        TensorFlowModel model = TensorFlowModels.Open(Path.Combine(folder, "module"));

        int off = 0;
        int all = 0;
        double worst = 0;
        var faults = new List<string>();
        for (int i = 0; i < quantisers.Length; i++)
        {
            Quantiser layer = quantisers[i];
            (string fed, float[] values, int[] shape) = i == 0
                ? ("hub_input/images", photo, input.Shape)
                : (quantisers[i - 1].Node, quantisers[i - 1].Values(), quantisers[i - 1].Shape);
            int[] levels = [.. Run(model, fed, values, shape, layer.Node).Select(layer.Level)];
            int[] differences = [.. levels.Zip(layer.Levels!, (ours, theirs) => Math.Abs(ours - theirs))];
            int count = differences.Count(d => d != 0);
            off += count;
            all += levels.Length;
            worst = Math.Max(worst, (double)count / levels.Length);
            if (differences.Max() > 1 || count > MostLevelsOff * levels.Length)
            {
                faults.Add($"{layer.Node}: {count} of {levels.Length} levels differ, by {differences.Max()} at most");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{off} of {all} levels off by 1; at most {worst:p3} of a layer");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Run_FromTheLastLevels_GivesTheFeatures()
    {
        string folder = Folder();
        Quantiser last = Quantisers(folder).Last(q => q.Levels is not null);
        float[] ours = Run(TensorFlowModels.Open(Path.Combine(folder, "module")), last.Node, last.Values(), last.Shape,
            "hub_output/feature_vector/SpatialSqueeze");
        NetworkDifference difference = NetworkDifference.Of(ours, Npy.Read(Path.Combine(folder, "expected_from_input.npy")).Floats());
        TestContext.Current.TestOutputHelper?.WriteLine(difference.ToString());
        Assert.True(difference.Largest <= FeatureTolerance, difference.ToString());
    }

    [Fact]
    public void Run_RecordedPositionsOfEveryQuantiser_GiveTheirLevels()
    {
        string folder = Folder();
        TensorFlowModel model = TensorFlowModels.Open(Path.Combine(folder, "module"));
        Quantiser[] quantisers = [.. Quantisers(folder)];
        double largest = 0;
        foreach (Quantiser quantiser in quantisers)
        {
            Network network = Import(model, quantiser.Input, [quantiser.Before.Length], quantiser.Node);
            float[] definition = ReferenceEvaluator.Run(
                network,
                new Dictionary<string, Tensor> { [network.Inputs[0].Name] = Tensor.Of(quantiser.Before, quantiser.Before.Length) })
                .Values.Single().Floats.ToArray();
            float[] runtime = Run(network, quantiser.Before, [quantiser.Before.Length]);
            Assert.Equal(quantiser.After.Select(quantiser.Level), definition.Select(quantiser.Level));
            Assert.Equal(quantiser.After.Select(quantiser.Level), runtime.Select(quantiser.Level));
            largest = Math.Max(largest, Math.Max(
                NetworkDifference.Of(definition, quantiser.After).Relative, NetworkDifference.Of(runtime, quantiser.After).Relative));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{quantisers.Length} quantisers, values within {largest:g3} of the greatest");
        Assert.Equal(55, quantisers.Length);
    }

    private static string Folder() => SharedData.Shared(["fixtures", "modules", .. Module.Split('/')]);

    private static IEnumerable<Quantiser> Quantisers(string folder)
    {
        byte[] levels = Npy.Read(Path.Combine(folder, "fake_quant_levels.npy")).Bytes();
        JsonElement nodes =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "fake_quant_nodes.json"))).RootElement.GetProperty("nodes");
        JsonElement values =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "fake_quant_values.json"))).RootElement.GetProperty("nodes");
        return nodes.EnumerateArray().Zip(values.EnumerateArray(), (node, value) => new Quantiser(
            node.GetProperty("node").GetString()!,
            TensorReference.Parse(node.GetProperty("input").GetString()!).Node,
            node.GetProperty("nudged_min").GetSingle(),
            node.GetProperty("step").GetSingle(),
            [.. value.GetProperty("shape").EnumerateArray().Select(l => l.GetInt32())],
            Floats(value.GetProperty("input")),
            Floats(value.GetProperty("output")),
            value.TryGetProperty("levels_offset", out JsonElement offset) && offset.ValueKind == JsonValueKind.Number
                ? levels.AsSpan(offset.GetInt32(), value.GetProperty("levels_count").GetInt32()).ToArray()
                : null));
    }

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetSingle())];

    private static Network Import(TensorFlowModel model, string fed, int[] shape, string fetched)
    {
        var options = new ImportOptions
        {
            Inputs = [new FedTensor("fed", new TensorReference(fed, 0), ElementType.Float32, [.. shape.Select(l => (Dimension)l)])],
            Outputs = [("fetched", new TensorReference(fetched, 0))],
        };
        return Simplification.Run(TensorFlowImporter.Import(model, options).Require());
    }

    private static float[] Run(TensorFlowModel model, string fed, float[] values, int[] shape, string fetched) =>
        Run(Import(model, fed, shape, fetched), values, shape);

    private static float[] Run(Network network, float[] values, int[] shape)
    {
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(NetworkCompiler.ToOnnx(network, Module));
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        using var input = Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(values, [.. shape.Select(l => (long)l)]);
        using var outputs = session.Run(options,
            new Dictionary<string, Microsoft.ML.OnnxRuntime.OrtValue> { [network.Inputs[0].Name] = input }, [network.Outputs[0].Name]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private sealed record Quantiser(
        string Node, string Input, float Low, float Step, int[] Shape, float[] Before, float[] After, byte[]? Levels)
    {
        public int Level(float value) => (int)MathF.Round((value - Low) / Step);

        public float[] Values() => [.. Levels!.Select(l => (l * Step) + Low)];
    }
}
