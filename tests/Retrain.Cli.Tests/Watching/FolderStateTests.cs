using Retrain.Cli.Watching;

namespace Retrain.Cli.Tests.Watching;

public sealed class FolderStateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FolderStateTests()
    {
        folder.Write("photos/daisy/1.jpg", "one"u8);
        folder.Write("photos/roses/1.jpg", "two"u8);
        folder.Write("photos/roses/inner/1.jpg", "three"u8);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_NothingTouched_IsEqual()
    {
        Assert.Equal(Look(), Look());
        Assert.Equal(2, Look().Files);
        Assert.Equal(3, Look(recursive: true).Files);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("edited")]
    [InlineData("touched")]
    [InlineData("moved")]
    [InlineData("removed")]
    [InlineData("new class")]
    [InlineData("class renamed")]
    public void Of_Change_IsSeen(string change)
    {
        FolderState before = Look();
        string photo = folder["photos", "daisy", "1.jpg"];
        switch (change)
        {
            case "new": folder.Write("photos/daisy/2.jpg", "two"u8); break;
            case "edited": File.WriteAllText(photo, "more"); break;
            case "touched": File.SetLastWriteTimeUtc(photo, DateTime.UtcNow.AddHours(1)); break;
            case "moved": File.Move(photo, folder["photos", "roses", "2.jpg"]); break;
            case "removed": File.Delete(photo); break;
            case "new class": folder.Write("photos/lilies/1.jpg", "two"u8); break;
            default: Directory.Move(folder["photos", "daisy"], folder["photos", "daisies"]); break;
        }

        Assert.NotEqual(before, Look());
    }

    [Theory]
    [InlineData("photos/loose.jpg")]
    [InlineData("photos/daisy/.hidden.swp")]
    [InlineData("photos/.git/1.jpg")]
    [InlineData("photos/model/model.onnx")]
    [InlineData("photos/roses/inner/2.jpg")]
    public void Of_FileThatNoRunReads_IsNotSeen(string file)
    {
        FolderState before = Look();
        folder.Write(file, "x"u8);
        Assert.Equal(before, Look());
    }

    [Fact]
    public void Of_FolderThatIsGone_IsMissing()
    {
        Directory.Delete(folder["photos"], recursive: true);
        Assert.Equal(FolderState.Missing, Look());
    }

    [Fact]
    public void Of_LinkedClassFolder_IsReadAndALoopIsNot()
    {
        folder.Write("elsewhere/1.jpg", "x"u8);
        Directory.CreateSymbolicLink(folder["photos", "lilies"], folder["elsewhere"]);
        Directory.CreateSymbolicLink(folder["photos", "daisy", "loop"], folder["photos"]);
        Assert.Equal(4, Look(recursive: true).Files);
    }

    private FolderState Look(bool recursive = false) => FolderState.Of(folder["photos"], recursive, [folder["photos", "model"]]);
}
