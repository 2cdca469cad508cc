using System.Text.Json;
using Retrain.Bottlenecks;
using Retrain.Testing;
using Retrain.Training;

namespace Retrain.Tests.Training;

/// <summary>A run of the original program as <c>../shared/fixtures/retrain_runs</c> recorded it.</summary>
internal sealed class RecordedRun
{
    private readonly string folder;

    private RecordedRun(string folder)
    {
        this.folder = folder;
        Npy bottlenecks = Read("bottlenecks.npy");
        Features = new FeatureMatrix(bottlenecks.Floats(), bottlenecks.Shape[1]);
        string[] folders = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];
        Truth = [.. Json("names.json").EnumerateArray().Select(
            name => Array.FindIndex(folders, f => name.GetString()!.Contains($"{f}/", StringComparison.Ordinal)))];
        Assert.DoesNotContain(-1, Truth);
    }

    /// <summary>The runs that train in float32 on cached bottlenecks.</summary>
    public static TheoryData<string> FloatRuns => ["efficientnet_lite0", "mobilenet_v1", "mobilenet_v1_whole_set"];

    public FeatureMatrix Features { get; }

    /// <summary>[100] class of each row.</summary>
    public int[] Truth { get; }

    public static RecordedRun Open(string name) => new(SharedData.Shared("fixtures", "retrain_runs", name));

    /// <summary>Row numbers of each batch; a set that was used whole has one row that serves every call.</summary>
    public Func<int, int[]> Batches(string set)
    {
        Npy file = Read("batches", set + ".npy");
        int[] rows = file.Integers();
        int count = file.Shape.Length == 1 ? 1 : file.Shape[0];
        int width = rows.Length / count;
        return i => rows[((count == 1 ? 0 : i) * width)..(((count == 1 ? 0 : i) + 1) * width)];
    }

    /// <summary>Rows as a batch.</summary>
    public TrainingBatch Batch(int[] rows) => new(Features, rows, [.. rows.Select(row => Truth[row])]);

    /// <summary>The layer before the first step (entry 0) or after step entry - 1.</summary>
    public Head Layer(int entry)
    {
        int width = Features.Width;
        float[] weights = Read("training_steps", "weights.npy").Floats();
        float[] biases = Read("training_steps", "biases.npy").Floats();
        return new Head(weights[(entry * width * 5)..((entry + 1) * width * 5)], biases[(entry * 5)..((entry + 1) * 5)]);
    }

    public Head FinalLayer() => new(Read("final_weights.npy").Floats(), Read("final_biases.npy").Floats());

    /// <summary>The final layer of the run on a module with quantisers, with its ranges.</summary>
    public Head QuantisedLayer()
    {
        float[] weights = Range("weights_quant");
        float[] logits = Range("act_quant");
        Head plain = FinalLayer();
        return new Head(
            plain.Weights, plain.Biases, quantization: new HeadQuantization(weights[0], weights[1], logits[0], logits[1]));

        float[] Range(string name)
        {
            JsonElement node = Json("fake_quant.json").EnumerateArray().Single(
                n => n.GetProperty("name").GetString() == $"final_retrain_ops/Wx_plus_b/{name}/FakeQuantWithMinMaxVars");
            return [node.GetProperty("min").GetSingle(), node.GetProperty("max").GetSingle()];
        }
    }

    public JsonElement Json(params string[] parts) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine([folder, .. parts]))).RootElement;

    public Npy Read(params string[] parts) => Npy.Read(Path.Combine([folder, .. parts]));
}
