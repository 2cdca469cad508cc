using Retrain.Backbones;
using Retrain.Exports;
using Retrain.Models;
using Retrain.Quantizing;
using Retrain.Samples;
using Retrain.Tests.Models;

namespace Retrain.Tests.Exports;

/// <summary>
/// MobileNet V2 100/224 with five classes: only what computes the answer, in the size that the tutorial promises. FIELD_CASES X01, X07.
/// </summary>
public sealed class CleanExportTests : IDisposable
{
    private const string Lite = "ADD AVERAGE_POOL_2D CONV_2D DEPTHWISE_CONV_2D FULLY_CONNECTED MUL RESHAPE SOFTMAX SUB";
    private const string Graph = "Add AvgPool BiasAdd Const Conv2D DepthwiseConv2dNative MatMul Mul Placeholder Relu6 Reshape Softmax Sub";

    private static readonly (string File, long Least, long Most, string Operators)[] Expected =
    [
        ("model.tflite", 8_500_000, 9_500_000, Lite),
        ("model_float16.tflite", 4_200_000, 4_800_000, Lite.Replace("FULLY", "DEQUANTIZE FULLY", StringComparison.Ordinal)),
        ("model_int8.tflite", 2_000_000, 4_000_000,
            "ADD CONV_2D DEPTHWISE_CONV_2D DEQUANTIZE FULLY_CONNECTED MEAN MUL QUANTIZE RESHAPE SOFTMAX"),
        ("model.onnx", 8_500_000, 9_500_000, "Add AveragePool Clip Conv MatMul Mul Reshape Softmax Sub Transpose"),
        ("model.pb", 8_500_000, 9_500_000, Graph),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Export_MobileNetV2_HasOnlyOperatorsOfInferenceAndTheTutorialsSize()
    {
        Backbone backbone = await Backbone.LoadAsync(
            SharedData.Shared("fixtures", "modules", "mobilenet_v2_100_224", "feature_vector", "module"), TestContext.Current.CancellationToken);
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 1 }, TestContext.Current.CancellationToken);
        ModelFolder.Write(
            folder["model"],
            ModelBuilder.Build(
                backbone, ModelFixture.Head(), ModelMetadata.For(backbone, ["bluebell", "daisy", "rose", "sunflower", "tulip"], "1.2.3")),
            "{}", "{}");

        // A head of random numbers may lose more than a trained one; here the files matter.
        ModelExport export = ModelExporter.Export(folder["model"], folder["out"], new ModelExportOptions
        {
            Kinds = [ExportKind.Lite, ExportKind.LiteFloat16, ExportKind.LiteInt8, ExportKind.Onnx, ExportKind.FrozenGraph],
            ImageDir = folder["flowers"],
            Force = true,
            Calibration = CalibrationMethod.MinMax,
        }, null, TestContext.Current.CancellationToken);

        Assert.Equal(Expected.Select(e => e.File), export.Files.Select(f => f.Name));
        foreach ((string file, long least, long most, string operators) in Expected)
        {
            Assert.InRange(new FileInfo(folder["out", file]).Length, least, most);
            Assert.Equal($"{file}: {operators}", $"{file}: {string.Join(' ', ModelInspector.Inspect(folder["out", file]).Operators.Keys)}");
        }
    }
}
