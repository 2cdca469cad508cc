using System.Text.Json;
using Retrain.Formats.TensorFlowLite;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Testing;

namespace Retrain.Formats.Tests.TensorFlowLite;

public sealed class LiteNetworkReaderTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases =>
    [
        "dynamic_range", "float16_weights", "float32_from_quantops", "float32_mobilenet_v2", "float32_mobilenet_v3",
        "float32_pad_pool_concat", "float_metadata", "int16_activations", "int8_float_fallback", "int8_io_float32", "int8_io_int8",
        "int8_io_uint8", "int8_mobilenet_v3", "int8_pad_pool_concat", "multi_signature", "teachable_machine_unquant",
        "uint8_legacy_quantops", "uint8_metadata",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_Case_GivesTheRecordedOutputs(string name)
    {
        var recorded = new LiteCase(name);
        Network network = LiteNetworkReader.Read(recorded.Model);
        LiteNetworkReader.RefuseUnsupported(network);
        foreach (JsonProperty expected in recorded.Meta.GetProperty("expected").EnumerateObject())
        {
            double tolerance = expected.Value.GetProperty("tolerance_abs").GetDouble();
            double[] wanted = recorded.Array(expected.Value.GetProperty("file").GetString()!).Doubles();
            double[] got = LiteCase.Run(network, recorded.Array("input.npy"), expected.Name);
            double difference = LiteCase.Difference(wanted, got);
            RecordedDifference.Tell("tflite", name, expected.Name, difference, tolerance, "definition");
            Assert.InRange(difference, 0, tolerance);
        }
    }

    [Theory]
    [InlineData("float32_mobilenet_v2")]
    [InlineData("int8_io_uint8")]
    public void Read_CommittedModel_GivesTheRecordedOutput(string name)
    {
        string folder = SharedData.Fixture("tflite", name);
        Network network = LiteNetworkReader.Read(LiteModel.Read(File.ReadAllBytes(Path.Combine(folder, "model.tflite"))));
        double[] got = LiteCase.Run(network, Npy.Read(Path.Combine(folder, "input.npy")));
        double[] wanted = Npy.Read(Path.Combine(folder, "expected.npy")).Doubles();
        Assert.InRange(LiteCase.Difference(wanted, got), 0, name == "int8_io_uint8" ? 0 : 1e-5);
    }

    [Theory]
    [InlineData("int8_io_int8")]
    [InlineData("int8_mobilenet_v3")]
    [InlineData("int8_pad_pool_concat")]
    [InlineData("uint8_legacy_quantops")]
    public void Read_WholeNetwork_GivesTheRecordedLevelsAllTheWay(string name)
    {
        var recorded = new LiteCase(name);
        LiteModel model = recorded.Model;
        LiteGraph graph = model.Graphs[0];
        JsonElement meta = recorded.Meta.GetProperty("subgraphs")[0];
        int[] tensors = [.. graph.Operators.SelectMany(o => o.Outputs)];
        Network network = LiteNetworkReader.Read(model, 0, tensors);
        var outputs = ReferenceEvaluator.Run(network, new Dictionary<string, Tensor>
        {
            [network.Inputs[0].Name] = LiteCase.Row(recorded.Array("input.npy"), 0, network.Inputs[0].Fact.Type),
        });
        int values = 0;
        int different = 0;
        int largest = 0;
        for (int i = 0; i < tensors.Length; i++)
        {
            double[] wanted = recorded.Array(meta.GetProperty("tensors")[tensors[i]].GetProperty("value").GetString()!).Doubles();
            double[] got = outputs[network.Outputs[i].Name].ToDoubles();
            if (graph.Tensors[tensors[i]].Quantization is null)
            {
                Assert.InRange(LiteCase.Difference(wanted, got), 0, 1e-5);
                continue;
            }

            int[] steps = [.. wanted.Zip(got, (a, b) => (int)Math.Abs(a - b))];
            values += steps.Length;
            different += steps.Count(s => s > 0);
            largest = Math.Max(largest, steps.Max());
        }

        output.WriteLine($"{name}: {values} levels, {different} differ, by {largest} at most");
        Assert.Equal(0, different);
    }

    [Theory]
    [InlineData("embed", "input_embed.npy", "expected_embed_embedding.npy")]
    [InlineData("classify", "input.npy", "expected_classify_best.npy")]
    public void Read_Signature_GivesItsOwnAnswer(string key, string input, string expected)
    {
        var recorded = new LiteCase("multi_signature");
        LiteModel model = recorded.Model;
        LiteSignature signature = Assert.Single(model.Signatures, s => s.Key == key);
        Network network = LiteNetworkReader.Read(model, signature.Graph, [signature.Outputs[0].Tensor]);
        double[] wanted = recorded.Array(expected).Doubles();
        Assert.InRange(LiteCase.Difference(wanted, LiteCase.Run(network, recorded.Array(input))), 0, key == "embed" ? 2e-5 : 0);
    }

    [Theory]
    [InlineData("refuse_custom_op", "ShopSoftsign")]
    [InlineData("refuse_select_tf_ops", "FlexSoftsign")]
    public void RefuseUnsupported_OperatorOfOthers_IsNamed(string name, string op)
    {
        Network network = LiteNetworkReader.Read(new LiteCase(name).Model);
        Assert.Contains(network.Nodes, n => n.Operator is Unsupported);
        var e = Assert.Throws<LiteFormatException>(() => LiteNetworkReader.RefuseUnsupported(network));
        Assert.Contains(op, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("1 operator is not supported", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refuse_truncated", "cut off")]
    [InlineData("refuse_wrong_identifier", "TFL3")]
    public void Read_BrokenFile_IsRefused(string name, string reason)
    {
        byte[] bytes = new LiteCase(name).Bytes;
        var e = Assert.Throws<LiteFormatException>(() => LiteNetworkReader.Read(LiteModel.Read(bytes)));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }
}
