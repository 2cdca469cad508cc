using System.Text.Json;
using Retrain.Exports;
using Retrain.Exports.Writers;
using Retrain.Formats.TensorFlowLite;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Networks;

namespace Retrain.Tests.Exports;

public sealed class ModelExporterTests(ExportFixture fixture) : IClassFixture<ExportFixture>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Export_FloatFormats_AnswerAsTheTrainedModel()
    {
        ModelExport export = fixture.Export(folder["a", "out"], ExportKind.Onnx, ExportKind.SavedModel, ExportKind.FrozenGraph);

        Assert.Equal(["model.onnx", "saved_model", "model.pb"], export.Files.Select(f => f.Name));
        Assert.All(export.Files, file =>
        {
            Assert.True(file is { IsWritten: true, Fault: null }, file.Fault);
            Assert.Equal((15, 15, 5), (file.Comparison!.Photos, file.Comparison.LabelsAgreeing, file.Comparison.Measured));
            Assert.InRange(file.Comparison.LargestDifference, 0, 1e-5);
            Assert.True(file.Comparison.Milliseconds > 0);
        });
        Assert.Equal(export.Trained.Correct, export.Files[0].Comparison!.Correct);
        Assert.StartsWith("5 test photos and 10 others of ", export.Pictures, StringComparison.Ordinal);
        Assert.Equal(
            [
                "expected.json", "export_report.json", "labels.txt", "model.onnx", "model.pb", "model.pb.json", "samples", "saved_model",
                "selftest.png",
            ], Names(folder["a", "out"]));
        Assert.All(export.Others, o => Assert.Equal(o.Bytes, ModelSource.SizeOf(folder["a", "out", o.Name])));
        Assert.Equal(["OnnxRuntimeOnly", "README.md", "javascript", "python"], Names(folder["a", "out", "samples"]));
        Assert.Equal("bluebell\ndaisy\nrose\nsunflower\ntulip\n", File.ReadAllText(folder["a", "out", "labels.txt"]));
    }

    [Theory]
    [InlineData(ExportKind.Lite, 1e-5)]
    [InlineData(ExportKind.LiteFloat16, 0.02)]
    [InlineData(ExportKind.LiteDynamic, 0.1)]
    [InlineData(ExportKind.TensorFlowJs, 1e-5)]
    [InlineData(ExportKind.TensorFlowJsFloat16, 0.02)]
    [InlineData(ExportKind.LiteInt8, 0.2)]
    [InlineData(ExportKind.OnnxInt8, 0.2)]
    public void Export_OtherFormat_AnswersAsTheTrainedModel(ExportKind kind, double difference)
    {
        ExportedFile file = fixture.Export(folder["out"], kind).Files.Single();

        Assert.True(file is { IsWritten: true, Fault: null }, file.Fault);
        Assert.InRange(file.Comparison!.LargestDifference, 0, difference);
        Assert.True(Path.Exists(folder["out", file.Name]));
    }

    /// <summary>FIELD_CASES X07 and X08: the file says what it takes, and each variant is run.</summary>
    [Theory]
    [InlineData(WholeNumberInterface.Reals, "model_int8.tflite", "Float32")]
    [InlineData(WholeNumberInterface.SignedBytes, "model_int8_io_int8.tflite", "Int8")]
    [InlineData(WholeNumberInterface.UnsignedBytes, "model_int8_io_uint8.tflite", "UInt8")]
    public void Export_WholeNumbers_HasTheWantedEndsAndWeightsOfOneByte(WholeNumberInterface io, string name, string type)
    {
        ModelExport export = ModelExporter.Export(
            fixture.Model, folder["out"], new ModelExportOptions { Kinds = [ExportKind.LiteInt8], Int8Io = io }, null,
            TestContext.Current.CancellationToken);

        Assert.True(export.Files.Single() is { IsWritten: true, Fault: null, Comparison: not null }, export.Files[0].Fault);
        Assert.InRange(export.Files[0].Comparison!.ByDefinition!.Value, 0, 0.1);
        LiteModel model = LiteModel.Read(File.ReadAllBytes(folder["out", name]));
        LiteGraph graph = model.Graphs[0];
        Assert.Equal(
            (type, type), (graph.Tensors[graph.Inputs[0]].ElementType.ToString(), graph.Tensors[graph.Outputs[0]].ElementType.ToString()));
        long whole = graph.Tensors.Where(t => t.ElementType == ElementType.Int8).Sum(t => (long)model.Buffer(t.Buffer).Length);
        long floats = graph.Tensors.Where(t => t.ElementType == ElementType.Float32).Sum(t => (long)model.Buffer(t.Buffer).Length);
        Assert.True(whole > 1000 && floats == 0, $"{whole} bytes of whole numbers, {floats} of floats");
    }

    [Fact]
    public void Export_ModelOnWholeNumbers_KeepsItsLevels()
    {
        ModelExport export = ModelExporter.Export(
            fixture.OnWholeNumbers, folder["out"], null, null, TestContext.Current.CancellationToken);

        Assert.Equal(["model_int8.tflite", "model.onnx"], export.Files.Select(f => f.Name));
        Assert.All(export.Files, file => Assert.True(file is { IsWritten: true, Fault: null }, file.Fault));
        Assert.Equal(0, export.Files[1].Comparison!.LargestDifference);
        HashSet<(float, int)> trained = Levels(CollectQuantized.Run(Scores(Path.Combine(fixture.OnWholeNumbers, "model.onnx"))));
        Assert.True(trained.Count > 10, $"{trained.Count} quantisations");
        Assert.Subset(Levels(Scores(folder["out", "model_int8.tflite"])), trained);

        static Network Scores(string file) =>
            NetworkOrigins.Open(file).Read(new NetworkWish { Purpose = NetworkPurpose.Scores }).Network;

        static HashSet<(float, int)> Levels(Network network) => [.. network.Nodes.Select(n => n.Operator).OfType<Quantized>()
            .SelectMany(q => q.Outputs).OfType<Quantization>().Select(q => (q.Scales[0], q.ZeroPoints[0]))];
    }

    [Fact]
    public void Export_ModelOnWholeNumbersAsFloats_IsRefusedBeforeWork()
    {
        UsageException e = Assert.Throws<UsageException>(() => ModelExporter.Export(
            fixture.OnWholeNumbers, folder["out"], new ModelExportOptions { Kinds = [ExportKind.Onnx, ExportKind.Lite, ExportKind.FrozenGraph] },
            null, TestContext.Current.CancellationToken));

        Assert.Contains("computes with whole numbers, which tflite, frozen cannot hold: ", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void Export_Report_HoldsTheTable()
    {
        ModelExport export = fixture.Export(folder["out"], ExportKind.Onnx);

        JsonElement report = Json("export_report.json");
        JsonElement file = report.GetProperty("files")[0];
        Assert.Equal(1, report.GetProperty("schema").GetInt32());
        Assert.Equal(("model.onnx", "onnx", 15, 15), (
            file.GetProperty("file").GetString(), file.GetProperty("kind").GetString(), file.GetProperty("photos").GetInt32(),
            file.GetProperty("labels_agreeing").GetInt32()));
        Assert.Equal(export.Files[0].Bytes, file.GetProperty("bytes").GetInt64());
        Assert.Equal(export.Files[0].Comparison!.Accuracy, file.GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void Export_SwappedChannels_IsCaught()
    {
        var swapped = new FaultyExport(new OnnxExport(ExportKind.Onnx), content => content with
        {
            Image = new ImageNetwork(Rewriter.Precede(content.Network, (builder, input) => builder.Add(
                "swapped", new Reverse([3]), builder.Input(input.Name, input.Fact.Type, input.Fact.Shape.AsSpan()))), 1),
        });

        IsCaught(fixture.Export(folder["out"], swapped));
    }

    [Fact]
    public void Export_WrongRange_IsCaught()
    {
        var wrong = new FaultyExport(new FrozenGraphExport(), metadata: about => about with
        {
            Preprocessing = about.Preprocessing with { RangeLow = -1 },
        });

        IsCaught(fixture.Export(folder["out"], wrong));
    }

    [Fact]
    public void Export_DifferentAnswersForced_IsWrittenAndSaysSo()
    {
        var wrong = new FaultyExport(new FrozenGraphExport(), metadata: about => about with
        {
            Preprocessing = about.Preprocessing with { RangeLow = -1 },
        });

        ExportedFile file = fixture.Export(folder["out"], wrong, force: true).Files[0];

        Assert.True(file.IsWritten);
        Assert.NotNull(file.Fault);
        Assert.True(File.Exists(folder["out", "model.pb"]));
        Assert.True(Json("export_report.json").GetProperty("files")[0].GetProperty("fault").GetString()!.Length > 0);
    }

    [Fact]
    public void Export_NoPhotosAnyMore_ComparesOnDrawnPictures()
    {
        string model = fixture.Write("moved", ["a", "b"]);
        File.WriteAllText(Path.Combine(model, "run.json"), """{"options":{"compat":false},"photos":{"image_dir":"/no/such/folder"}}""");

        ModelExport export = ModelExporter.Export(
            model, folder["out"], new ModelExportOptions { Kinds = [ExportKind.Onnx] }, null, TestContext.Current.CancellationToken);

        Assert.Equal("20 drawn pictures", export.Pictures);
        Assert.Contains(export.Notes, n => n.Contains("/no/such/folder", StringComparison.Ordinal));
        Assert.Equal((20, 0), (export.Files[0].Comparison!.LabelsAgreeing, export.Files[0].Comparison!.Measured));
    }

    [Fact]
    public void Export_LoneModelFile_IsEnough()
    {
        File.Copy(Path.Combine(fixture.Model, "model.onnx"), folder["lone.onnx"]);

        ModelExport export = ModelExporter.Export(
            folder["lone.onnx"], folder["out"], new ModelExportOptions { Kinds = [ExportKind.FrozenGraph], ImageDir = fixture.Photos }, null,
            TestContext.Current.CancellationToken);

        Assert.Equal((15, 15), (export.Files[0].Comparison!.Measured, export.Files[0].Comparison!.LabelsAgreeing));
        Assert.Contains(export.Notes, n => n.Contains("split.csv", StringComparison.Ordinal));
    }

    [Fact]
    public void Export_WholeNumbersWithoutPhotos_IsRefusedBeforeWork()
    {
        string model = fixture.Write("without", ["a", "b"]);
        File.Delete(Path.Combine(model, "run.json"));

        UsageException e = Assert.Throws<UsageException>(() => ModelExporter.Export(
            model, folder["out"], new ModelExportOptions { Kinds = [ExportKind.LiteInt8] }, null, TestContext.Current.CancellationToken));

        Assert.Contains("--image_dir", e.Message, StringComparison.Ordinal);
        Assert.Empty(Names(folder.FullPath));
    }

    [Fact]
    public void Export_PhotosOfOtherClasses_IsRefused()
    {
        string model = fixture.Write("others", ["cat", "dog"]);

        Assert.Contains("cat", Assert.Throws<RetrainException>(() => ModelExporter.Export(
            model, folder["out"], new ModelExportOptions { Kinds = [ExportKind.Onnx] }, null, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
        Assert.Empty(Names(folder.FullPath));
    }

    [Fact]
    public void Export_DiskFull_LeavesNothing()
    {
        var full = new FaultyExport(new OnnxExport(ExportKind.Onnx), after: _ => throw new IOException("No space left on device"));

        RetrainException e = Assert.Throws<RetrainException>(() => fixture.Export(folder["a", "b", "out"], full));

        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        Assert.Empty(Names(folder.FullPath));
    }

    [Fact]
    public void Export_BrokenFile_IsNotWritten()
    {
        var broken = new FaultyExport(new OnnxExport(ExportKind.Onnx), after: path => File.WriteAllBytes(path, new byte[294]));

        ExportedFile file = fixture.Export(folder["out"], broken).Files[0];

        Assert.False(file.IsWritten);
        Assert.Empty(Names(folder.FullPath));
    }

    [Fact]
    public void Export_OverAnEarlierOne_ReplacesItAndLeavesOtherFiles()
    {
        fixture.Export(folder["out"], ExportKind.SavedModel, ExportKind.FrozenGraph);
        folder.Write("out/mine.txt", "kept"u8);
        File.WriteAllText(folder["out", "model.pb"], "old");

        fixture.Export(folder["out"], ExportKind.SavedModel, ExportKind.FrozenGraph);

        Assert.Equal("kept", File.ReadAllText(folder["out", "mine.txt"]));
        Assert.True(new FileInfo(folder["out", "model.pb"]).Length > 1000);
        Assert.DoesNotContain(Names(folder["out"]), n => n.StartsWith(".writing", StringComparison.Ordinal));
    }

    [Fact]
    public void Export_FailsOverAnEarlierOne_LeavesItWhole()
    {
        fixture.Export(folder["out"], ExportKind.Onnx);
        byte[] before = File.ReadAllBytes(folder["out", "model.onnx"]);
        var full = new FaultyExport(new OnnxExport(ExportKind.Onnx), after: _ => throw new IOException("No space left on device"));

        Assert.Throws<RetrainException>(() => fixture.Export(folder["out"], full));

        Assert.Equal(before, File.ReadAllBytes(folder["out", "model.onnx"]));
        Assert.DoesNotContain(Names(folder["out"]), n => n.StartsWith(".writing", StringComparison.Ordinal));
    }

    [Fact]
    public void Export_IntoTheModelsFolder_IsRefused() =>
        Assert.Throws<UsageException>(() => fixture.Export(fixture.Model + "/", ExportKind.FrozenGraph));

    [Fact]
    public void Export_SomethingElseHasItsName_IsRefused()
    {
        folder.Write("out/saved_model/photo.jpg", "mine"u8);

        Assert.Throws<RetrainException>(() => fixture.Export(folder["out"], ExportKind.SavedModel));

        Assert.Equal(["saved_model"], Names(folder["out"]));
    }

    [Fact]
    public void Export_BelowAFile_IsRefused()
    {
        folder.Write("file", "mine"u8);

        Assert.Throws<RetrainException>(() => fixture.Export(folder["file", "out"], ExportKind.Onnx));

        Assert.Equal(["file"], Names(folder.FullPath));
    }

    [Fact]
    public void Export_ForeignModel_IsRefused() => Assert.Contains("retrain convert", Assert.Throws<RetrainException>(
        () => ModelExporter.Export(
            ModelFixtures.WithLabels, folder["out"], null, null, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

    [Fact]
    public void Export_Cancelled_LeavesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ModelExporter.Export(
            fixture.Model, folder["out"], new ModelExportOptions { Kinds = [ExportKind.Onnx] }, null, cancelled.Token));

        Assert.Empty(Names(folder.FullPath));
    }

    /// <summary>FIELD_CASES X12.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(500)]
    [InlineData(5000)]
    public void Export_ManyClasses_Works(int classes)
    {
        string model = fixture.Write("many" + classes, [.. Enumerable.Range(0, classes).Select(i => $"class {i}")]);
        File.Delete(Path.Combine(model, "run.json"));

        ModelExport export = ModelExporter.Export(
            model, folder["out"], new ModelExportOptions { Kinds = [ExportKind.Onnx, ExportKind.FrozenGraph] }, null,
            TestContext.Current.CancellationToken);

        Assert.All(export.Files, f => Assert.True(f.IsWritten, f.Fault));
        Assert.Equal(classes, File.ReadAllLines(folder["out", "labels.txt"]).Length);
    }

    [Fact]
    public void Export_Twice_GivesTheSameBytes()
    {
        fixture.Export(folder["a"], ExportKind.Onnx, ExportKind.FrozenGraph);
        fixture.Export(folder["b"], ExportKind.Onnx, ExportKind.FrozenGraph);

        Assert.All(new[] { "model.onnx", "model.pb", "model.pb.json", "expected.json", "labels.txt", "selftest.png" },
            name => Assert.Equal(File.ReadAllBytes(folder["a", name]), File.ReadAllBytes(folder["b", name])));
    }

    [Fact]
    public void Kinds_Words_AreFoundOnceInTheTablesOrder() =>
        Assert.Equal([ExportKind.LiteInt8, ExportKind.Onnx], ModelExporter.Kinds("onnx, tflite-int8,onnx"));

    [Fact]
    public void Kinds_All_IsAll() => Assert.Equal(Enum.GetValues<ExportKind>().Length, ModelExporter.Kinds("all").Count);

    [Theory]
    [InlineData("coreml", "'coreml'")]
    [InlineData(",", "needs a format")]
    public void Kinds_Unknown_AreRefusedWithTheChoices(string list, string named)
    {
        string message = Assert.Throws<UsageException>(() => ModelExporter.Kinds(list)).Message;

        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains("tflite-int8", message, StringComparison.Ordinal);
    }

    private void IsCaught(ModelExport export)
    {
        ExportedFile file = export.Files.Single();
        Assert.False(file.IsWritten);
        Assert.NotNull(file.Fault);
        Assert.False(Path.Exists(folder["out", file.Name]));
    }

    private JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(folder["out", name])).RootElement;

    private static string[] Names(string path) =>
        [.. Directory.EnumerateFileSystemEntries(path).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];
}
