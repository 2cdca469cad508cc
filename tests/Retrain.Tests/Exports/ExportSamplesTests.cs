using Retrain.Exports;

namespace Retrain.Tests.Exports;

/// <summary>FIELD_CASES X10.</summary>
public sealed class ExportSamplesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ExportKind.Lite, "README.md kotlin/README.md python/label_image_tflite.py python/photo_rules.py")]
    [InlineData(ExportKind.TensorFlowJs, "README.md javascript/label-image.mjs javascript/package.json javascript/retrain-preprocess.js")]
    [InlineData(ExportKind.Onnx, "OnnxRuntimeOnly/ModelRecord.cs OnnxRuntimeOnly/OnnxRuntimeOnly.csproj OnnxRuntimeOnly/PhotoInput.cs "
        + "OnnxRuntimeOnly/Program.cs README.md javascript/label-image.mjs javascript/package.json javascript/retrain-preprocess.js "
        + "python/label_image_onnx.py python/photo_rules.py")]
    [InlineData(ExportKind.FrozenGraph, "")]
    public void Write_Kind_GivesTheProgramsThatTakeIt(ExportKind kind, string files)
    {
        ExportSamples.Write(folder.FullPath, [kind]);

        Assert.Equal(files, string.Join(' ', Directory.EnumerateFiles(folder.FullPath, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder.FullPath, f).Replace('\\', '/')).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Write_Texts_NeedNothingOfTheRepository()
    {
        ExportSamples.Write(folder.FullPath, [ExportKind.Onnx, ExportKind.Lite]);

        foreach (string file in Directory.EnumerateFiles(folder.FullPath, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("../src", File.ReadAllText(file), StringComparison.Ordinal);
        }

        string project = File.ReadAllText(folder["OnnxRuntimeOnly", "OnnxRuntimeOnly.csproj"]);
        Assert.Matches("<PackageReference Include=\"Microsoft.ML.OnnxRuntime\" Version=\"[0-9.]+\" />", project);
        Assert.Contains("<TargetFramework>net10.0</TargetFramework>", project, StringComparison.Ordinal);
    }
}
