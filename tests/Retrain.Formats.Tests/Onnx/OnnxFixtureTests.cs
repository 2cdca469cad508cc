using Retrain.Formats.Onnx;
using Retrain.Graph;
using Retrain.Graph.Passes;

namespace Retrain.Formats.Tests.Onnx;

/// <summary>Every network of ../shared/fixtures/onnx, by two paths, against what ONNX Runtime made of the original file.</summary>
public class OnnxFixtureTests
{
    private static readonly string[] Names =
    [
        "clip_visual_opset17", "convnext_dynamo_opset21", "convnext_opset13", "convnext_opset17", "dino_opset17",
        "efficientnet_lite_opset13", "efficientnet_lite_opset9", "efficientnet_lite_qdq_int8", "efficientnet_lite_qdq_uint8_per_tensor",
        "efficientnet_lite_qoperator_uint8", "efficientnet_se_dynamo_opset21", "efficientnet_se_opset17", "if_constant", "if_on_shape",
        "labels_json", "labels_names_dict", "labels_zipmap", "local_function", "loop_constant", "resnet_dynamic_hw",
        "resnet_dynamo_opset18", "resnet_external_data", "resnet_external_many_files", "resnet_fp16_all", "resnet_fp16_weights_cast",
        "resnet_ir3_weights_as_inputs", "resnet_opset11", "resnet_opset13_with_bn", "sparse_initializer", "tensor_encodings",
        "tf2onnx_mobilenet_opset17", "tf2onnx_resnet_v2_nhwc", "vit_dynamic_int8", "vit_dynamo_opset21", "vit_opset11", "vit_opset17",
    ];

    public static TheoryData<string> Networks => [.. Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Read_EachNetwork_GivesTheRecordedNumbersInOnnxRuntime(string name) => Compare(name, "ONNX Runtime", last =>
    {
        byte[] written = OnnxNetworkWriter.Write(
            LayoutPass.Run(Simplification.Run(last), DataLayout.ChannelsFirst), new OnnxWriterOptions()).Write();
        return inputs => OnnxRun.Run(written, inputs);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Read_EachNetwork_GivesTheRecordedNumbersInTheEvaluator(string name) =>
        Compare(name, "definition", last => inputs => ReferenceEvaluator.Run(last, inputs));

    [Fact]
    public void Networks_AllFolders_AreListed() => Assert.Equal(Names.Order(StringComparer.Ordinal),
        Directory.GetDirectories(SharedData.Shared("fixtures", "onnx")).Select(d => Path.GetFileName(d)!)
            .Where(n => !n.StartsWith("refuse_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    private static void Compare(
        string name, string way, Func<Network, Func<IReadOnlyDictionary<string, Tensor>, Dictionary<string, Tensor>>> prepare)
    {
        OnnxFixture fixture = OnnxFixture.Open(name);
        Network network = OnnxNetworkReader.Read(fixture.Model, fixture.Folder);
        network = network with { Outputs = [.. network.Outputs.Where(o => fixture.Runs.Any(r => r.Output == o.Name))] };
        OnnxNetworkReader.RefuseUnsupported(network);
        Network last = LayoutPass.Run(network, DataLayout.ChannelsLast);
        Assert.All(last.Nodes.Select(n => n.Operator).OfType<IImageOperator>(), o => Assert.Equal(DataLayout.ChannelsLast, o.DataLayout));
        Func<IReadOnlyDictionary<string, Tensor>, Dictionary<string, Tensor>> run = prepare(last);
        foreach (OnnxFixtureRun expected in fixture.Runs)
        {
            var inputs = new Dictionary<string, Tensor> { [network.Inputs[0].Name] = expected.Input };
            double difference = expected.Difference(run(inputs)[expected.Output]);
            RecordedDifference.Tell("onnx", name, expected.Output, difference, expected.Tolerance, way);
            Assert.True(difference <= expected.Tolerance, $"{expected.Output}: {difference:g4}, allowed {expected.Tolerance:g4}");
        }
    }
}
