using System.Text.Json;
using Retrain.Formats.Onnx;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.Tests.Onnx;

public class OnnxNetworkTests
{
    /// <summary>
    /// Ordinary convolutional networks of the shared fixtures. The others there have attention, quantised arithmetic, sub-graphs or
    /// functions.
    /// </summary>
    public static TheoryData<string> Models =>
    [
        "efficientnet_lite_opset9", "efficientnet_lite_opset13", "efficientnet_se_opset17", "efficientnet_se_dynamo_opset21",
        "resnet_opset11", "resnet_opset13_with_bn", "resnet_dynamic_hw", "resnet_dynamo_opset18", "resnet_ir3_weights_as_inputs",
        "resnet_external_data", "resnet_external_many_files", "resnet_fp16_weights_cast", "resnet_fp16_all",
        "labels_json", "labels_names_dict", "tensor_encodings", "tf2onnx_mobilenet_opset17", "tf2onnx_resnet_v2_nhwc",
        "convnext_opset13", "sparse_initializer",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Read_OrdinaryNetworks_GiveTheExpectedNumbers(string name)
    {
        string folder = SharedData.Shared("fixtures", "onnx", name);
        Network read = OnnxNetworkReader.Read(OnnxModel.Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))), folder);
        OnnxNetworkReader.RefuseUnsupported(read);
        Network last = LayoutPass.Run(read, DataLayout.ChannelsLast);
        Assert.All(last.Nodes.Select(n => n.Operator).OfType<IImageOperator>(), o => Assert.Equal(DataLayout.ChannelsLast, o.DataLayout));
        byte[] written = OnnxNetworkWriter.Write(LayoutPass.Run(last, DataLayout.ChannelsFirst), new OnnxWriterOptions()).Write();

        using var meta = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "meta.json")));
        JsonProperty output = meta.RootElement.GetProperty("expected").EnumerateObject().First();
        double tolerance = output.Value.GetProperty(name == "resnet_fp16_all" && output.Value.TryGetProperty("float16_tolerance_abs", out _)
            ? "float16_tolerance_abs"
            : "tolerance_abs").GetDouble();
        Npy input = Npy.Read(Path.Combine(folder, "input.npy"));
        Npy expected = Npy.Read(Path.Combine(folder, "expected.npy"));
        var inputs = new Dictionary<string, Tensor> { [read.Inputs[0].Name] = Tensor.Of(input.Floats(), [.. input.Shape]) };
        Near(expected.Floats(), OnnxRun.Run(written, inputs)[output.Name], name == "resnet_fp16_all" ? 0.02 : tolerance);
        Near(expected.Floats(), ReferenceEvaluator.Run(last, inputs)[output.Name], name == "resnet_fp16_all" ? 0.02 : tolerance);
    }

    [Fact]
    public void Read_EmbeddedBackbone_ComesBackWithEqualFeatures()
    {
        byte[] file = File.ReadAllBytes(
            Path.Combine(SharedData.RepositoryRoot, "src", "Retrain", "Backbones", "Embedded", "efficientnet_lite0.onnx"));
        Network read = OnnxNetworkReader.Read(OnnxModel.Read(file));
        OnnxNetworkReader.RefuseUnsupported(read);
        Network last = LayoutPass.Run(read, DataLayout.ChannelsLast);
        Network first = LayoutPass.Run(last, DataLayout.ChannelsFirst);
        Assert.DoesNotContain(first.Nodes, n => n.Operator is Transpose);
        byte[] written = OnnxNetworkWriter.Write(first, new OnnxWriterOptions()).Write();
        Assert.Equal(3, read.Inputs.Single().Fact.Shape[1].Length);
        var inputs = new Dictionary<string, Tensor>
        {
            [read.Inputs[0].Name] = OnnxRun.Numbers(new Random(1), ElementType.Float32, 1, 1, 3, 224, 224)
        };
        Dictionary<string, Tensor> original = OnnxRun.Run(file, inputs);
        Dictionary<string, Tensor> copy = OnnxRun.Run(written, inputs);
        Assert.All(original, o => Near(o.Value.Floats.ToArray(), copy[o.Key], 1e-4));
    }

    [Theory]
    [InlineData("refuse_future_opset", "version 99")]
    [InlineData("refuse_custom_op", "'fancy' (com.example.vision::FancyPool)")]
    [InlineData("refuse_external_escape", "outside of the model's folder")]
    [InlineData("refuse_missing_external", "'model.onnx.data', which is not beside the model")]
    [InlineData("loop_constant", "Loop")]
    public void Read_WhatIsNotSupported_NamesIt(string name, string message)
    {
        string folder = SharedData.Shared("fixtures", "onnx", name);
        OnnxModel model = OnnxModel.Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        OnnxFormatException e = Assert.Throws<OnnxFormatException>(
            () => OnnxNetworkReader.RefuseUnsupported(OnnxNetworkReader.Read(model, folder)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vit_opset17")]
    [InlineData("efficientnet_lite_qdq_int8")]
    [InlineData("if_on_shape")]
    [InlineData("local_function")]
    [InlineData("labels_zipmap")]
    [InlineData("clip_visual_opset17")]
    [InlineData("vit_dynamic_int8")]
    public void Read_ModelsWithUnknownOperators_CanBeLookedAt(string name)
    {
        string folder = SharedData.Shared("fixtures", "onnx", name);
        Network network = OnnxNetworkReader.Read(OnnxModel.Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))), folder);
        Assert.Contains(network.Nodes, n => n.Operator is Unsupported);
        Assert.Throws<OnnxFormatException>(() => OnnxNetworkReader.RefuseUnsupported(network));
    }

    private static void Near(float[] expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        float[] numbers = actual.Floats.ToArray();
        Assert.All(expected, (v, i) => Assert.True(Math.Abs(v - numbers[i]) <= tolerance, $"[{i}]: expected {v}, not {numbers[i]}"));
    }
}
