using System.Text.Json;
using Retrain.Formats.TensorFlow;
using Retrain.Graph;

namespace Retrain.Formats.Tests.TensorFlow.Ops;

public sealed class RecordedGraphTests
{
    [Theory]
    [InlineData("fused_nodes")]
    [InlineData("fused_resize_and_pad_conv")]
    [InlineData("unusual_spelling")]
    [InlineData("poets_quantized_weights")]
    [InlineData("fake_quant_per_channel")]
    [InlineData("half_weights")]
    public void Read_FrozenGraph_ComputesWhatTensorFlowDid(string name)
    {
        string folder = SharedData.Shared("fixtures", "frozen", name);
        JsonElement meta = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "meta.json"))).RootElement;
        JsonElement[] outputs = [.. meta.GetProperty("expected").EnumerateObject().Select(o => o.Value)];
        string[] names = [.. outputs.Select(o => o.GetProperty("tensor").GetString()!)];
        var feeds = new Dictionary<string, Tensor>
        {
            [meta.GetProperty("input").GetProperty("feed").GetString()!.Split(':')[0]] =
                Load(meta.GetProperty("input").GetProperty("file").GetString()!),
        };

        TensorFlowModel model = GraphDefFile.Read(Path.Combine(folder, meta.GetProperty("model").GetString()!));
        Network network = TinyGraph.Read(model.Graph, feeds, names);
        Network written = TinyGraph.Read(
            GraphDefWriter.Write(network, new GraphDefWriterOptions()), feeds, names.Select(n => n.Replace(':', '_')));

        Dictionary<string, Tensor> read = ReferenceEvaluator.Run(network, feeds);
        Dictionary<string, Tensor> again = ReferenceEvaluator.Run(written, feeds);
        foreach ((string tensor, JsonElement output) in names.Zip(outputs))
        {
            Tensor expected = Load(output.GetProperty("file").GetString()!);
            foreach (Tensor actual in new[] { read[tensor], again[tensor.Replace(':', '_')] })
            {
                Assert.Equal(expected.Shape, actual.Shape);
                Assert.All(expected.ToDoubles().Zip(actual.ToDoubles()),
                    p => Assert.Equal(p.First, p.Second, output.GetProperty("tolerance_abs").GetDouble()));
            }
        }

        Tensor Load(string file)
        {
            Npy array = Npy.Read(Path.Combine(folder, file));
            return Tensor.Of(array.Floats(), array.Shape);
        }
    }
}
