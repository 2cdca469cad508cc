using System.Text.Json.Nodes;
using Retrain.Exports;
using Retrain.Foundation;
using Retrain.Models;

namespace Retrain.Tests.Exports;

public sealed class ExportVerifierTests(ExportFixture fixture) : IClassFixture<ExportFixture>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ExportKind.Onnx)]
    [InlineData(ExportKind.SavedModel)]
    [InlineData(ExportKind.FrozenGraph)]
    [InlineData(ExportKind.Lite)]
    [InlineData(ExportKind.LiteInt8)]
    [InlineData(ExportKind.TensorFlowJs)]
    [InlineData(ExportKind.OnnxInt8)]
    public void Verify_FileAlone_IsAsExpected(ExportKind kind)
    {
        ExportedFile file = fixture.Export(folder["out"], kind).Files[0];
        Directory.CreateDirectory(folder["elsewhere"]);
        Directory.Move(folder["out", file.Name], folder["elsewhere", file.Name]);
        if (kind == ExportKind.FrozenGraph)
        {
            File.Move(folder["out", "model.pb.json"], folder["elsewhere", "model.pb.json"]);
        }

        ExportVerification verification = Verify(folder["elsewhere", file.Name], fixture.PhotoFiles);

        Assert.True(verification.IsAsExpected);
        Assert.Equal(1 + 5, verification.Pictures.Count(p => p.ExpectedLabel is not null));
        Assert.Equal(1 + 15, verification.Pictures.Count);
        Assert.All(verification.Pictures.Where(p => p.ExpectedLabel is not null), p => Assert.Equal(p.ExpectedLabel, p.Label));
        Assert.Empty(verification.Unseen);
    }

    [Fact]
    public void Verify_PhotoUnderAnotherName_IsKnownByItsContent()
    {
        fixture.Export(folder["out"], ExportKind.Onnx);
        string unseen = Verify(folder["out", "model.onnx"]).Unseen[0];
        File.Copy(Path.Combine(fixture.Photos, unseen), folder["renamed.jpg"]);

        ExportVerification verification = Verify(folder["out", "model.onnx"], folder["renamed.jpg"]);

        Assert.NotNull(verification.Pictures[1].ExpectedLabel);
        Assert.Equal(4, verification.Unseen.Count);
    }

    [Fact]
    public void Verify_AnotherModel_Differs()
    {
        fixture.Export(folder["out"], ExportKind.Onnx);
        string other = fixture.Write("other", ["bluebell", "daisy", "rose", "sunflower", "tulip"]);

        ExportVerification verification = ExportVerifier.Verify(
            other, [], folder["out", "expected.json"], TestContext.Current.CancellationToken);

        Assert.False(verification.IsAsExpected);
        Assert.False(verification.Pictures[0].IsAsExpected);
    }

    [Fact]
    public void Verify_TableBesideAFileWithoutRecord_IsFound()
    {
        fixture.Export(folder["out"], ExportKind.FrozenGraph);
        ModelMetadata about = ModelSidecar.Find(folder["out", "model.pb"])!;
        File.WriteAllText(folder["out", "model.pb.json"], (about with { Expected = null }).ToJson());

        Assert.True(Verify(folder["out", "model.pb"]).IsAsExpected);
    }

    /// <summary>FIELD_CASES P11.</summary>
    [Fact]
    public void Verify_LabelsShuffledByHand_IsRefused()
    {
        fixture.Export(folder["out"], ExportKind.Onnx);
        File.WriteAllText(folder["out", "labels.txt"], "daisy\nbluebell\nrose\nsunflower\ntulip\n");

        Assert.Contains("labels.txt", Assert.Throws<RetrainException>(() => Verify(folder["out", "model.onnx"])).Message, StringComparison.Ordinal);
    }

    /// <summary>FIELD_CASES P11.</summary>
    [Fact]
    public void Verify_TableOfOtherClasses_IsRefused()
    {
        fixture.Export(folder["out"], ExportKind.Onnx);
        string other = fixture.Write("shuffled", ["daisy", "bluebell", "rose", "sunflower", "tulip"]);

        Assert.Contains("do not belong together", Assert.Throws<RetrainException>(() => ExportVerifier.Verify(
            other, [], folder["out", "expected.json"], TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    /// <summary>FIELD_CASES X16.</summary>
    [Fact]
    public void Verify_TableOfANewerProgram_SaysSo()
    {
        fixture.Export(folder["out"], ExportKind.Onnx);
        Change("expected.json", root => root["schema"] = 2);

        Assert.Contains("newer retrain", Assert.Throws<RetrainException>(() => ExportVerifier.Verify(
            folder["out", "model.onnx"], [], folder["out", "expected.json"], TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>FIELD_CASES X16.</summary>
    [Fact]
    public void Verify_FieldsThatComeLater_AreIgnored()
    {
        fixture.Export(folder["out"], ExportKind.FrozenGraph);
        Change("expected.json", root => root["later"] = new JsonObject());
        Change("model.pb.json", root => root["expected"]!["later"] = 1);

        Assert.True(Verify(folder["out", "model.pb"]).IsAsExpected);
        Assert.True(ExportVerifier.Verify(
            folder["out", "model.pb"], [], folder["out", "expected.json"], TestContext.Current.CancellationToken).IsAsExpected);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"schema\":1,\"files\":{\"model.onnx\":{}}}")]
    [InlineData("not JSON")]
    public void Verify_DamagedTable_SaysSo(string text)
    {
        File.WriteAllText(folder["table.json"], text);

        Assert.Contains("table.json", Assert.Throws<RetrainException>(() => ExportVerifier.Verify(
            fixture.Model, [], folder["table.json"], TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_NothingRecorded_SaysWhatToDo() =>
        Assert.Contains("--expected", Assert.Throws<RetrainException>(() => Verify(fixture.Model)).Message, StringComparison.Ordinal);

    [Fact]
    public void Verify_PhotoThatIsNone_IsNotAsExpected()
    {
        fixture.Export(folder["out"], ExportKind.Onnx);

        ExportVerification verification = Verify(folder["out", "model.onnx"], folder["no.jpg"]);

        Assert.False(verification.IsAsExpected);
        Assert.Equal("no such file", verification.Pictures[1].Problem);
    }

    private ExportVerification Verify(string file, params string[] photos) =>
        ExportVerifier.Verify(file, photos, null, TestContext.Current.CancellationToken);

    private void Change(string name, Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(folder["out", name]))!;
        change(root);
        File.WriteAllText(folder["out", name], root.ToJsonString());
    }
}
