using System.Text;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Models;

namespace Retrain.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private static readonly byte[] Five = ModelFixture.Model();
    private static readonly byte[] Two = ModelFixture.Model("left", "right");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_NewFolderBelowMissingOnes_HoldsEverything()
    {
        string target = folder["a", "b", "model"];
        ModelFolder written = ModelFolder.Write(
            target, Five, "{\"m\":1}", "{\"r\":1}", new Dictionary<string, string> { ["split.csv"] = "path,set\n" });
        Assert.Equal(["labels.txt", "metrics.json", "model.onnx", "run.json", "split.csv"], Names(target));
        Assert.Equal("daisy\ndandelion\nroses\nsunflowers\ntulips\n", File.ReadAllText(Path.Combine(target, "labels.txt")));
        Assert.Equal("{\"m\":1}", File.ReadAllText(Path.Combine(target, "metrics.json")));
        Assert.Equal(Five, File.ReadAllBytes(written.ModelPath));
        Assert.Equal(ModelFixture.Flowers, ModelFolder.Read(target).Metadata.Labels);
        Assert.Equal(["model"], Names(folder["a", "b"]));
    }

    [Fact]
    public void Write_OverAnOlderModel_ReplacesItAndLeavesForeignFiles()
    {
        ModelFolder.Write(folder["model"], Five, "old", "old");
        folder.Write("model/notes.txt", "mine"u8);
        ModelFolder.Write(folder["model"] + Path.DirectorySeparatorChar, Two, "new", "new");
        Assert.Equal(["labels.txt", "metrics.json", "model.onnx", "notes.txt", "run.json"], Names(folder["model"]));
        Assert.Equal(["left", "right"], ModelFolder.Read(folder["model"]).Metadata.Labels);
        Assert.Equal("new", File.ReadAllText(folder["model", "run.json"]));
        Assert.Equal(["model"], Names(folder.FullPath));
    }

    [Fact]
    public void Write_TargetIsAFile_SaysSoAndLeavesIt()
    {
        string file = folder.Write("model", "mine"u8);
        var e = Assert.Throws<RetrainException>(() => ModelFolder.Write(file, Five, "", ""));
        Assert.Equal($"the model cannot be written to '{file}': '{file}' is a file, not a folder", e.Message);
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Equal(["model"], Names(folder.FullPath));
    }

    [Fact]
    public void Write_TargetBelowAFile_SaysSoAndLeavesIt()
    {
        string file = folder.Write("file", "mine"u8);
        var e = Assert.Throws<RetrainException>(() => ModelFolder.Write(Path.Combine(file, "x", "model"), Five, "", ""));
        Assert.Contains($"'{file}' is a file, not a folder", e.Message);
        Assert.Equal(["file"], Names(folder.FullPath));
    }

    [Fact]
    public void Write_OneNameIsTakenByAFolder_LeavesTheOlderModelWhole()
    {
        ModelFolder.Write(folder["model"], Five, "old", "old");
        Directory.CreateDirectory(folder["model", "split.csv"]);
        var texts = new Dictionary<string, string> { ["split.csv"] = "path,set\n" };
        Assert.Throws<RetrainException>(() => ModelFolder.Write(folder["model"], Two, "new", "new", texts));
        Assert.Equal(["labels.txt", "metrics.json", "model.onnx", "run.json", "split.csv"], Names(folder["model"]));
        Assert.Equal(Five, File.ReadAllBytes(folder["model", "model.onnx"]));
        Assert.Equal("old", File.ReadAllText(folder["model", "metrics.json"]));
        Assert.Equal(ModelFixture.Flowers, ModelFolder.Read(folder["model"]).Metadata.Labels);
    }

    [Fact]
    public void Write_RefusedByTheCheck_LeavesNothing()
    {
        Assert.Throws<IOException>(
            () => FolderWriter.Write(folder["a", "b", "c"], [("x", "1"u8.ToArray())], _ => throw new IOException("no")));
        Assert.Empty(Names(folder.FullPath));
    }

    [Fact]
    public void Write_LeftOversOfAKilledProcess_AreNoObstacleAndStay()
    {
        string old = $"model/.writing-{Environment.ProcessId}/labels.txt";
        folder.Write(old, "older"u8);
        ModelFolder.Write(folder["model"], Five, "", "");
        Assert.Equal("older", File.ReadAllText(folder[old]));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("..")]
    public void Write_TextWithAPathAsName_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(
            () => ModelFolder.Write(folder["model"], Five, "", "", new Dictionary<string, string> { [name] = "" }));

    [Fact]
    public void Write_ForeignModel_IsRefused()
    {
        byte[] foreign = File.ReadAllBytes(SharedData.Fixture("onnx", "labels_json", "model.onnx"));
        Assert.Contains(
            "was not made by retrain", Assert.Throws<RetrainException>(() => ModelFolder.Write(folder["model"], foreign, "", "")).Message);
        Assert.Empty(Names(folder.FullPath));
    }

    [Fact]
    public void Read_LabelsEditedOnWindows_AreTheSame()
    {
        ModelFolder.Write(folder["model"], Five, "", "");
        folder.Write("model/labels.txt", [.. Encoding.UTF8.Preamble, .. "daisy\r\ndandelion \r\nroses\r\nsunflowers\r\ntulips\r\n\r\n"u8]);
        Assert.Equal(ModelFixture.Flowers, ModelFolder.Read(folder["model"]).Metadata.Labels);
    }

    [Theory]
    [InlineData("daisy\nroses\n", "has 2 labels, the model answers for 5 classes")]
    [InlineData("daisy\nroses\ndandelion\nsunflowers\ntulips\n", "line 2 says 'roses', the model's class 2 is 'dandelion'")]
    public void Read_LabelsThatDoNotBelong_AreRefused(string labels, string expected)
    {
        ModelFolder.Write(folder["model"], Five, "", "");
        folder.Write("model/labels.txt", Encoding.UTF8.GetBytes(labels));
        Assert.Contains(expected, Assert.Throws<RetrainException>(() => ModelFolder.Read(folder["model"])).Message);
    }

    [Fact]
    public void Read_ModelWhoseLabelsDoNotFitItsOutput_SaysBothNumbers()
    {
        OnnxModel model = OnnxModel.Read(Five);
        model.SetMetadata("retrain", ModelFixture.Metadata(ModelFixture.Backbone(), "a", "b").ToJson());
        folder.Write("model/model.onnx", model.Write());
        Assert.Contains(
            "names 2 labels but answers for 5 classes", Assert.Throws<RetrainException>(() => ModelFolder.Read(folder["model"])).Message);
    }

    [Fact]
    public void Read_NoModel_SaysWhatIsMissing()
    {
        Directory.CreateDirectory(folder["empty"]);
        Assert.Equal($"'{folder["empty"]}' is no model folder: it holds no model.onnx",
            Assert.Throws<RetrainException>(() => ModelFolder.Read(folder["empty"])).Message);
        Assert.Equal($"model folder '{folder["none"]}' does not exist",
            Assert.Throws<RetrainException>(() => ModelFolder.Read(folder["none"])).Message);
        folder.Write("broken/model.onnx", Five.AsSpan(0, 1000));
        Assert.Contains("no ONNX model, or a damaged one, of 1000 bytes",
            Assert.Throws<RetrainException>(() => ModelFolder.Read(folder["broken"])).Message);
    }

    private static IEnumerable<string> Names(string path) =>
        Directory.EnumerateFileSystemEntries(path).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);
}
