using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Photos;

public sealed class PhotoFolderErrorTests
{
    private static string MessageOf<T>(Action action)
        where T : RetrainException
    {
        string message = Assert.Throws<T>(action).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_MissingFolder_TellsWhatIsThereInstead(bool compat)
    {
        using PhotoTree tree = new PhotoTree().AddClass("daisy").AddClass("rose").Add("notes.txt");
        string missing = Path.Join(tree.Root, "nowhere", "deep");
        Assert.Equal(
            $"image folder '{missing}' does not exist; "
                + $"the nearest folder that does, '{tree.Root}', contains 'daisy/', 'rose/', 'notes.txt'",
            MessageOf<UsageException>(() => PhotoFolder.Open(missing, new PhotoFolderOptions { Compat = compat })));
    }

    [Fact]
    public void Open_MissingFolderInAnEmptyOne_SaysSo()
    {
        using PhotoTree tree = new PhotoTree().AddFolder("void");
        Assert.EndsWith(
            "is empty", MessageOf<UsageException>(() => PhotoFolder.Open(Path.Join(tree.Root, "void", "x"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileOrNothing_IsRefused()
    {
        using PhotoTree tree = new PhotoTree().Add("a_file");
        Assert.Contains("is a file; name the folder", MessageOf<UsageException>(() => PhotoFolder.Open(Path.Join(tree.Root, "a_file"))),
            StringComparison.Ordinal);
        Assert.Contains("no image folder is given", MessageOf<UsageException>(() => PhotoFolder.Open("")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_EmptyFolder_SaysSo(bool compat)
    {
        using PhotoTree tree = new PhotoTree().AddFolder("");
        Assert.Equal(
            $"no class folder with photos in '{tree.Root}', which is empty; one sub-folder of photos per class is needed",
            MessageOf<RetrainException>(() => tree.Open(new PhotoFolderOptions { Compat = compat })));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_OnlyEmptyClasses_ListsThem(bool compat)
    {
        using PhotoTree tree = new PhotoTree().AddFolder("a").AddFolder("b");
        Assert.Equal(
            $"no class folder with photos in '{tree.Root}', which contains 'a/', 'b/'; one sub-folder of photos per class is needed",
            MessageOf<RetrainException>(() => tree.Open(new PhotoFolderOptions { Compat = compat })));
    }

    [Fact]
    public void Open_PhotosWithoutClassFolders_TellsToSortThem()
    {
        using PhotoTree tree = new PhotoTree().AddClass("", 5);
        string message = MessageOf<RetrainException>(() => tree.Open());
        Assert.StartsWith($"'{tree.Root}' holds 5 photos ('000.jpg', '001.jpg', '002.jpg' and 2 more) but no class folders", message,
            StringComparison.Ordinal);
        Assert.Contains("one sub-folder per class", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ClassesOneFolderDeeper_NamesThatFolder()
    {
        using PhotoTree tree = new PhotoTree().AddClass("flower_photos/daisy").AddClass("flower_photos/rose");
        Assert.EndsWith($"did you mean '{Path.Join(tree.Root, "flower_photos")}'?", MessageOf<RetrainException>(() => tree.Open()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_OneClass_NamesItAndTheRest(bool compat)
    {
        using PhotoTree tree = new PhotoTree().AddClass("daisy", 7).AddFolder("roses");
        Assert.Equal(
            $"only one class folder with photos in '{tree.Root}': 'daisy' (7 photos); without photos of their own: 'roses'; "
            + "add a folder of photos for each further class, two are needed at least",
            MessageOf<RetrainException>(() => tree.Open(new PhotoFolderOptions { Compat = compat })));
    }

    [Fact]
    public void Open_FolderNameWithALineBreak_IsRefused()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("a\nb");
        Assert.Contains(@"'a\nb' has a line break", MessageOf<RetrainException>(() => tree.Open()), StringComparison.Ordinal);
    }
}
