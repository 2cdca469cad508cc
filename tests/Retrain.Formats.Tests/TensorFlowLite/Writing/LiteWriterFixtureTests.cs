using System.Text.Json;
using Retrain.Formats.Onnx;
using Retrain.Formats.Tests.Onnx;
using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

/// <summary>Recorded networks of others, written as TensorFlow Lite files and read back.</summary>
public sealed class LiteWriterFixtureTests(ITestOutputHelper output)
{
    public static TheoryData<string> Floats =>
    [
        "float16_weights", "float32_from_quantops", "float32_mobilenet_v2", "float32_mobilenet_v3", "float32_pad_pool_concat",
        "float_metadata", "teachable_machine_unquant",
    ];

    public static TheoryData<string> WholeNumbers =>
    [
        "int16_activations", "int8_float_fallback", "int8_io_float32", "int8_io_int8", "int8_io_uint8", "int8_mobilenet_v3",
        "int8_pad_pool_concat", "uint8_legacy_quantops", "uint8_metadata",
    ];

    public static TheoryData<string> OnnxNetworks =>
    [
        "clip_visual_opset17", "convnext_dynamo_opset21", "convnext_opset13", "convnext_opset17", "dino_opset17",
        "efficientnet_lite_opset13", "efficientnet_lite_opset9", "efficientnet_lite_qdq_int8", "efficientnet_lite_qdq_uint8_per_tensor",
        "efficientnet_lite_qoperator_uint8", "efficientnet_se_dynamo_opset21", "efficientnet_se_opset17", "resnet_dynamo_opset18",
        "resnet_external_data", "resnet_fp16_all", "resnet_opset11", "resnet_opset13_with_bn", "tf2onnx_mobilenet_opset17",
        "tf2onnx_resnet_v2_nhwc", "vit_dynamo_opset21", "vit_opset11", "vit_opset17",
    ];

    [Theory]
    [MemberData(nameof(Floats))]
    public void Write_FloatFixture_GivesTheRecordedOutputs(string name)
    {
        var recorded = new LiteCase(name);
        Network network = Simplification.Run(LiteNetworkReader.Read(recorded.Model));
        byte[] file = LiteWriter.Write(network, new LiteWriterOptions());
        Network written = Read(file);
        JsonProperty expected = recorded.Meta.GetProperty("expected").EnumerateObject().First();
        double[] got = LiteCase.Run(written, recorded.Array("input.npy"), expected.Name);
        double difference = LiteCase.Difference(recorded.Array("expected.npy").Doubles(), got);
        output.WriteLine($"{name}: {difference:g3}, {file.Length} bytes of {recorded.Bytes.Length}");
        Assert.InRange(difference, 0, expected.Value.GetProperty("tolerance_abs").GetDouble());
    }

    [Theory]
    [MemberData(nameof(WholeNumbers))]
    public void Write_WholeNumberFixture_GivesTheSameLevels(string name)
    {
        var recorded = new LiteCase(name);
        Network network = LiteNetworkReader.Read(recorded.Model);
        byte[] file = LiteWriter.Write(network, new LiteWriterOptions());
        Network written = Read(file);
        Npy input = recorded.Array("input.npy");
        double[] got = LiteCase.Run(written, input);
        Assert.Equal(LiteCase.Run(network, input), got);
        output.WriteLine($"{name}: {file.Length} bytes of {recorded.Bytes.Length}");
        Assert.Equal(
            Operators(recorded.Model).Where(o => o.Key != "RESHAPE"), Operators(LiteModel.Read(file)).Where(o => o.Key != "RESHAPE"));
    }

    [Theory]
    [MemberData(nameof(OnnxNetworks))]
    public void Write_OnnxNetwork_GivesTheRecordedNumbers(string name)
    {
        OnnxFixture fixture = OnnxFixture.Open(name);
        Network network = OnnxNetworkReader.Read(fixture.Model, fixture.Folder);
        network = network with { Outputs = [.. network.Outputs.Where(o => fixture.Runs.Any(r => r.Output == o.Name))] };
        Network simple = Simplification.Run(LayoutPass.Run(network, DataLayout.ChannelsLast));
        byte[] file = LiteWriter.Write(simple, new LiteWriterOptions());
        Network written = Read(LiteWriter.Write(simple, new LiteWriterOptions { HasOpenBatch = true }));
        foreach (OnnxFixtureRun run in fixture.Runs)
        {
            var feeds = new Dictionary<string, Tensor> { [network.Inputs[0].Name] = run.Input };
            Tensor actual = ReferenceEvaluator.Run(written, feeds)[run.Output];
            double difference = run.Difference(actual);
            output.WriteLine($"{name} {run.Output}: {difference:g3} of {run.Tolerance:g3}, {file.Length} bytes; "
                + string.Join(", ", Operators(LiteModel.Read(file)).Select(o => $"{o.Value} {o.Key}")));
            Assert.True(difference <= run.Tolerance, $"{run.Output}: {difference:g4}, allowed {run.Tolerance:g4}");
        }
    }

    private static Network Read(byte[] file)
    {
        Network network = LiteNetworkReader.Read(LiteModel.Read(file));
        LiteNetworkReader.RefuseUnsupported(network);
        return network;
    }

    private static SortedDictionary<string, int> Operators(LiteModel model) => new(
        model.Graphs[0].Operators.GroupBy(o => o.Name).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal);
}
