using Retrain.Photos;

namespace Retrain.Tests.Photos;

/// <summary>What label_image takes from a folder. FIELD_CASES N02, N10, N11.</summary>
public sealed class PhotoFilesTests
{
    [Fact]
    public void Below_Folder_TakesWhatTrainingTakes()
    {
        using PhotoTree tree = new PhotoTree()
            .Add("y/IMG_6003.JPG").Add("y/c.JPG.").Add("y/d").Add("y/e.jpg ").Add("z/[x] %20.jpg").Add("z/deep/ü.HEIC").Add("top.webp")
            .Add(".DS_Store").Add("y/._d.jpg").Add(".git/a.jpg").Add("y/notes.txt", "text"u8);
        PhotoFiles files = PhotoFiles.Below(tree.Root);
        string[] names = ["top.webp", "y/IMG_6003.JPG", "y/c.JPG.", "y/d", "y/e.jpg ", "z/[x] %20.jpg", "z/deep/ü.HEIC"];
        Assert.Equal(names.Select(n => Path.Join(tree.Root, n)), files.Paths);
        Assert.Equal([Path.Join(tree.Root, "y", "notes.txt") + ": not a picture by name or content"], files.Skipped);
    }

    [Fact]
    public void Below_LinksThatLeadBack_ListsEachPhotoOnce()
    {
        using PhotoTree tree = new PhotoTree().Add("x/a.jpg").Link("x/back", "..").Link("again", "x").Link("gone.jpg", "nowhere");
        PhotoFiles files = PhotoFiles.Below(tree.Root);
        Assert.Equal([Path.Join(tree.Root, "x", "a.jpg")], files.Paths);
        Assert.EndsWith("gone.jpg: a link whose target is missing", Assert.Single(files.Skipped), StringComparison.Ordinal);
    }
}
