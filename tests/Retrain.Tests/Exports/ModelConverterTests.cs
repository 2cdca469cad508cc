using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Retrain.Exports;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Testing;

namespace Retrain.Tests.Exports;

public sealed class ModelConverterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("onnx/resnet_opset13_with_bn", "a.onnx")]
    [InlineData("onnx/resnet_opset13_with_bn", "a.pb b.onnx")]
    [InlineData("onnx/resnet_opset13_with_bn", "a b.pb c.onnx")]
    [InlineData("tensorflow/modules/inception_v1_thin", "a b.onnx")]
    [InlineData("tensorflow/frozen/tf1_retrained_mobilenet_v1", "a b.pb c.onnx")]
    [InlineData("tensorflow/frozen/retrain_quantops", "a.pb b.onnx")]
    [InlineData("tensorflow/saved_models/nested_functions", "a.pb b c.onnx")]
    [InlineData("tensorflow/saved_models/tf1_partitioned_variables", "a.onnx b.onnx")]
    [InlineData("keras/keras2_h5_mobilenet_v2", "a.pb b.onnx")]
    [InlineData("keras/teachable_machine_h5", "a b.onnx")]
    [InlineData("tfjs/layers_mobilenet_v2", "a.onnx b c.onnx")]
    [InlineData("tfjs/graph_mobilenet_v2", "a b.pb c.onnx")]
    public void Convert_ByWayOfOtherFormats_GivesTheRecordedValues(string name, string way)
    {
        string fixture = SharedData.Fixture(name.Split('/'));
        JsonElement recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(fixture, "case.json"))).RootElement;
        string current = Path.Combine(fixture, recorded.GetProperty("model").GetString()!);

        foreach (string next in way.Split(' '))
        {
            ModelConversion conversion = ModelFixtures.Convert(current, folder[next]);
            Assert.True(conversion.Comparison.LargestDifference <= conversion.Comparison.Allowed);
            Assert.Equal(4, conversion.Comparison.Pictures);
            current = folder[next];
        }

        float[] expected = Npy.Read(Path.Combine(fixture, "expected.npy")).Floats();
        float[] found = Run(current, Npy.Read(Path.Combine(fixture, "input.npy")), recorded.GetProperty("layout").GetString() == "NCHW");
        Assert.Equal(expected.Length, found.Length);
        Assert.True(expected.Zip(found, (e, f) => Math.Abs(e - f)).Max() <= recorded.GetProperty("tolerance_abs").GetDouble());
        Assert.Equal(way.Split(' ').Order(),
            Directory.EnumerateFileSystemEntries(folder.FullPath).Select(p => Path.GetFileName(p)!).Order());
    }

    [Fact]
    public void Convert_Names_Stay()
    {
        ModelFixtures.Convert(ModelFixtures.Retrained, folder["a.onnx"]);

        OnnxModel model = OnnxModel.Read(File.ReadAllBytes(folder["a.onnx"]));
        Assert.Equal("Placeholder", model.Inputs.Single().Name);
        Assert.Equal("final_result", model.Outputs.Single().Name);
        Assert.Contains(model.Graph.Node, n => n.Output.Contains("module_apply_default/MobilenetV1/Conv2d_1/Relu6"));
    }

    [Fact]
    public void Convert_OnnxToOnnx_TakesPicturesAsBefore()
    {
        ModelFixtures.Convert(ModelFixtures.WithLabels, folder["a.onnx"]);

        OnnxModel model = OnnxModel.Read(File.ReadAllBytes(folder["a.onnx"]));
        Assert.Equal([3, 48, 48], model.Inputs.Single().Shape!.Skip(1).Select(d => d.Size!.Value));
        Assert.DoesNotContain(model.Graph.Node, n => n.OpType == "Transpose");
    }

    [Theory]
    [InlineData("a.pb")]
    [InlineData("a")]
    [InlineData("a.onnx")]
    public void Convert_Labels_GoAlong(string output)
    {
        ModelFixtures.Convert(ModelFixtures.WithLabels, folder[output]);

        Assert.Equal(ModelInspector.Inspect(ModelFixtures.WithLabels).Labels, ModelInspector.Inspect(folder[output]).Labels);
    }

    [Fact]
    public void Convert_ToTensorFlowAndBack_KeepsWhatRetrainWroteAboutTheModel()
    {
        ModelFixtures.Convert(ModelFixtures.WithLabels, folder["a"]);
        ModelFixtures.Convert(folder["a"], folder["b.pb"]);

        Retrain.Models.ModelMetadata? before = ModelSidecar.Find(folder["a"]);
        Retrain.Models.ModelMetadata? after = ModelSidecar.Find(folder["b.pb"]);
        Assert.Equal(before!.ToJson(), after!.ToJson());
        Assert.Equal(("nhwc", 48, 5), (after.Preprocessing.Layout, after.Preprocessing.Height, after.Labels.Count));
    }

    [Fact]
    public void Convert_InnerLayer_IsTheOutputWithoutLabels()
    {
        ModelConversion conversion = ModelFixtures.Convert(
            ModelFixtures.WithLabels, folder["a.pb"],
            new ModelConversionOptions { Choice = new ModelChoice { OutputLayer = "/0/Flatten_output_0" } });

        Assert.Equal("float32 [?, 16]", conversion.Result.Describe());
        Assert.False(File.Exists(folder["a.pb.json"]));
        Assert.Contains(conversion.Notes, n => n.Contains("labels", StringComparison.Ordinal));
    }

    [Fact]
    public void Convert_Format_IsThatOfTheOption()
    {
        ModelFixtures.Convert(ModelFixtures.Retrained, folder["a.onnx"], new ModelConversionOptions { Format = ModelFormat.SavedModel });

        Assert.True(File.Exists(folder["a.onnx", "saved_model.pb"]));
    }

    [Theory]
    [InlineData("a.onnx")]
    [InlineData("a.pb")]
    [InlineData("a")]
    public void Convert_OutputIsThere_IsReplacedWithForceOnly(string output)
    {
        ModelFixtures.Convert(ModelFixtures.WithLabels, folder[output]);
        long bytes = ModelSource.SizeOf(folder[output]);

        Assert.Contains("--force", Assert.Throws<RetrainException>(
            () => ModelFixtures.Convert(ModelFixtures.Retrained, folder[output])).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, ModelSource.SizeOf(folder[output]));
        ModelFixtures.Convert(ModelFixtures.Retrained, folder[output], new ModelConversionOptions { Force = true });

        Assert.Null(ModelInspector.Inspect(folder[output]).Labels);
        Assert.Equal([output], Directory.EnumerateFileSystemEntries(folder.FullPath).Select(Path.GetFileName));
    }

    [Fact]
    public void Convert_FolderWithSomethingElse_IsNotReplaced()
    {
        folder.Write("photos/a.txt", "kept"u8);

        Assert.Throws<RetrainException>(
            () => ModelFixtures.Convert(ModelFixtures.Retrained, folder["photos"], new ModelConversionOptions { Force = true }));

        Assert.Equal("kept", File.ReadAllText(folder["photos", "a.txt"]));
    }

    [Fact]
    public void Convert_ReplacingFails_LeavesTheOlderOne()
    {
        ModelFixtures.Convert(ModelFixtures.WithLabels, folder["a"]);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => ModelConverter.Convert(
            ModelFixtures.Retrained, folder["a"], new ModelConversionOptions { Force = true }, cancelled.Token));

        Assert.Equal(5, ModelInspector.Inspect(folder["a"]).Labels?.Count);
        Assert.Equal(["a"], Directory.EnumerateFileSystemEntries(folder.FullPath).Select(Path.GetFileName));
    }

    [Fact]
    public void Convert_Unsupported_NamesAllNodesAndWritesNothing()
    {
        string model = folder.Write("model.onnx", ModelFixtures.WithUnknownOperators().Write());

        string message = Assert.Throws<RetrainException>(() => ModelFixtures.Convert(model, folder["a.pb"])).Message;

        IReadOnlyList<UnsupportedOperation> unsupported = ModelInspector.Inspect(model).Unsupported;
        Assert.NotEmpty(unsupported);
        Assert.All(unsupported, u => Assert.Contains(u.Node, message, StringComparison.Ordinal));
        Assert.Equal([model], Directory.EnumerateFileSystemEntries(folder.FullPath));
    }

    [Theory]
    [InlineData("a.txt", "--to")]
    [InlineData("no_folder/a.onnx", "no folder")]
    public void Convert_BadOutput_IsRefused(string output, string message) => Assert.Contains(
        message, Assert.ThrowsAny<RetrainException>(() => ModelFixtures.Convert(ModelFixtures.Retrained, folder[output])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Convert_OntoItself_IsRefused()
    {
        File.Copy(ModelFixtures.Retrained, folder["a.pb"]);

        Assert.Throws<UsageException>(
            () => ModelFixtures.Convert(folder["a.pb"], folder["a.pb"], new ModelConversionOptions { Force = true }));
    }

    [Theory]
    [InlineData(1e-3, null, false)]
    [InlineData(double.PositiveInfinity, null, false)]
    [InlineData(double.NaN, null, false)]
    [InlineData(0, 1e-3, false)]
    [InlineData(9e-5, 9e-5, true)]
    public void Require_Difference_IsAllowedUpToTheLimit(double difference, double? byDefinition, bool allowed)
    {
        var comparison = new ModelComparison(4, "the file", difference, 1, 1e-4, byDefinition);

        Exception? refused = Record.Exception(() => ConversionCheck.Require(comparison, "a.onnx"));

        Assert.Equal(allowed, refused is null);
    }

    private static float[] Run(string model, Npy input, bool isChannelsFirst)
    {
        using var session = new InferenceSession(model);
        using var options = new RunOptions();
        (string name, NodeMetadata declared) = session.InputMetadata.Single();
        (float[] values, int[] shape) = (input.Floats(), input.Shape);
        if (isChannelsFirst && declared.Dimensions[3] == 3)
        {
            (values, shape) = ChannelsLast(values, shape);
        }

        using OrtValue fed = OrtValue.CreateTensorValueFromMemory(values, [.. shape.Select(l => (long)l)]);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, [name], [fed], [.. session.OutputMetadata.Keys]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static (float[] Values, int[] Shape) ChannelsLast(float[] planes, int[] shape)
    {
        int size = shape[2] * shape[3];
        float[] pixels = new float[planes.Length];
        for (int i = 0; i < planes.Length; i++)
        {
            int photo = i / (3 * size);
            pixels[(photo * 3 * size) + (i % size * 3) + (i / size % 3)] = planes[i];
        }

        return (pixels, [shape[0], shape[2], shape[3], 3]);
    }
}
