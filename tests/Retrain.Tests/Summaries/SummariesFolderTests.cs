using Retrain.Foundation;
using Retrain.Summaries;
using Retrain.Testing;

namespace Retrain.Tests.Summaries;

/// <summary>Only event files of an earlier run are deleted, and nothing at all where there is anything else.</summary>
public sealed class SummariesFolderTests : IDisposable
{
    private const string Events = "events.out.tfevents.1700000000.host";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Prepare_NoFolder_MakesIt()
    {
        SummariesFolder.Prepare(folder["a", "b"]);

        Assert.Equal(["train", "validation"], Names(folder["a", "b"]));
    }

    [Fact]
    public void Prepare_EmptyFolder_IsUsed()
    {
        SummariesFolder.Prepare(folder.FullPath);

        Assert.Equal(["train", "validation"], Names(folder.FullPath));
    }

    [Fact]
    public void Prepare_EarlierRun_IsReplaced()
    {
        EarlierRun();
        folder.Write("test/" + Events, [1]);

        SummariesFolder.Prepare(folder.FullPath);

        Assert.Equal(["train", "validation"], Names(folder.FullPath));
    }

    [Fact]
    public void Prepare_EarlierRunThatGoesOn_IsKept()
    {
        EarlierRun();

        SummariesFolder.Prepare(folder.FullPath, keepOld: true);

        Assert.Equal(["train", "train/" + Events, "validation", "validation/" + Events + ".1"], Names(folder.FullPath));
    }

    [Theory]
    [InlineData("thesis.docx")]
    [InlineData(".hidden")]
    [InlineData("train/model.ckpt")]
    [InlineData("validation/deeper/events.out.tfevents.1.a")]
    [InlineData("other/events.out.tfevents.1.a")]
    [InlineData("events.out.tfevents.1.a")]
    [InlineData("train/events.out.tfevents.1.dir/a")]
    public void Prepare_AnythingElse_IsRefusedBeforeAnythingIsDeleted(string foreign)
    {
        EarlierRun();
        folder.Write(foreign, [1]);
        string[] before = Names(folder.FullPath);

        UsageException fault = Assert.Throws<UsageException>(() => SummariesFolder.Prepare(folder.FullPath));

        string[] parts = foreign.Split('/');
        string named = parts[0] is "train" or "validation" ? Path.Combine(parts[0], parts[1]) : parts[0];
        Assert.Equal(
            $"--summaries_dir {folder.FullPath} holds {named}, which is no event file of an earlier run; nothing was deleted: "
                + "choose another folder, or move it away",
            fault.Message);
        Assert.Equal(before, Names(folder.FullPath));
        Assert.Throws<UsageException>(() => SummariesFolder.Check(folder.FullPath));
    }

    [Fact]
    public void Prepare_LinkToEventFilesElsewhere_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        folder.Write("elsewhere/" + Events, [1]);
        Directory.CreateDirectory(folder["logs"]);
        Directory.CreateSymbolicLink(folder["logs", "train"], folder["elsewhere"]);

        Assert.Throws<UsageException>(() => SummariesFolder.Prepare(folder["logs"]));
        Assert.True(File.Exists(folder["elsewhere", Events]));
    }

    [Fact]
    public void Prepare_File_IsRefused()
    {
        string file = folder.Write("file", [1]);

        Assert.Equal(
            $"--summaries_dir {file} is a file, and a folder is needed: choose another place",
            Assert.Throws<UsageException>(() => SummariesFolder.Prepare(file)).Message);
        Assert.True(File.Exists(file));
    }

    private void EarlierRun()
    {
        folder.Write("train/" + Events, [1]);
        folder.Write("validation/" + Events + ".1", [1]);
    }

    private static string[] Names(string path) =>
        [.. Directory.GetFileSystemEntries(path, "*", SearchOption.AllDirectories)
            .Select(e => Path.GetRelativePath(path, e).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
}
