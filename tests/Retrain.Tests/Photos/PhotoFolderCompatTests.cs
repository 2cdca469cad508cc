using System.Text.Json;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Listing;

namespace Retrain.Tests.Photos;

public sealed class PhotoFolderCompatTests
{
    private static string[] FilesOf(PhotoFolder folder, string name) =>
        [.. folder.Photos.Where(p => folder.Classes[p.Class].Folder == name).Select(p => p.Name[(name.Length + 1)..])];

    [Fact]
    public void Open_CapitalLetters_ComeFirstAndLabelsAreTheOriginals()
    {
        using PhotoTree tree = new PhotoTree().AddClass("daisy").AddClass("Oxeye_Roses");
        PhotoFolder folder = tree.OpenCompat();
        Assert.Equal([new PhotoClass("oxeye roses", "Oxeye_Roses"), new PhotoClass("daisy", "daisy")], folder.Classes);
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void Open_ExtensionsAndHiddenFiles_AreThoseOfTheOriginal()
    {
        string[] taken = ["._d.jpg", ".jpg", "a.JPEG", "b.JPG", "c.jpeg", "d.jpg", "e.png"];
        string[] left = ["f.Jpg", "g.PNG", "h.webp", "i", "j.jpg "];
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass(".hidden");
        foreach (string file in taken.Concat(left))
        {
            tree.Add("y/" + file);
        }

        PhotoFolder folder = tree.OpenCompat();
        Assert.Equal([" hidden", "x", "y"], folder.Classes.Select(c => c.Label));
        Assert.Equal(taken, FilesOf(folder, "y"));
        Assert.Equal(left.Length, folder.Skipped.Count);
    }

    [Fact]
    public void Open_NestedFolders_AreLookedUpDirectlyBelowTheImageFolder()
    {
        using PhotoTree tree = new PhotoTree().AddClass("b").AddClass("z").AddClass("a/z").AddClass("a", 3)
            .Add("a/.ipynb_checkpoints/0.jpg").Add(".git/objects/x");
        PhotoFolder folder = tree.OpenCompat();
        Assert.Equal(["a", "z", "b"], folder.Classes.Select(c => c.Label));
        Assert.Equal(43, folder.Photos.Count);
        Assert.Contains("3 folders without photos are no classes: '.git', 'objects', '.ipynb_checkpoints'", folder.Warnings);
    }

    [Fact]
    public void Open_OutputFolder_IsNoClassAndNamed()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").AddClass("z");
        PhotoFolder folder = PhotoFolder.Open(
            tree.Root, new PhotoFolderOptions { Compat = true, OutputFolders = [Path.Join(tree.Root, "z")] });
        Assert.Equal(["x", "y"], folder.Classes.Select(c => c.Label));
        Assert.Equal(["1 folder with photos is no class: 'z': outputs of this program go there"], folder.Warnings);
    }

    [Fact]
    public void Open_FolderNamedJpg_IsNoPhoto()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").AddFolder("x/x.jpg");
        Assert.Equal(40, tree.OpenCompat().Photos.Count);
    }

    [Theory]
    [InlineData("dai[s]y", 0)]
    [InlineData("dai*y", 20)]
    [InlineData("dai?y", 20)]
    [InlineData(@"dai\sy", 0)]
    [InlineData("dai[sy", 20)]
    public void Open_ClassNameIsAPattern_HasPhotosOnlyIfItMatchesItself(string name, int photos)
    {
        using PhotoTree tree = new PhotoTree().AddClass(name).AddClass("x").AddClass("y");
        PhotoFolder folder = tree.OpenCompat();
        Assert.Equal(40 + photos, folder.Photos.Count);
        Assert.Equal(photos == 0, folder.Warnings.Any(w => w.Contains("takes its name for a pattern", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("*", ".a", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("[!a]x", "bx", true)]
    [InlineData("[!a]x", "ax", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData(@"\*", "*", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a?", "a", false)]
    [InlineData("A", "a", false)]
    public void Matches_Pattern_IsAsTheShells(string pattern, string name, bool expected) =>
        Assert.Equal(expected, GlobPattern.Matches(pattern, name));

    [Fact]
    public void Matches_ManyStars_EndsQuickly() =>
        Assert.False(GlobPattern.Matches(string.Concat(Enumerable.Repeat("*a", 100)) + "[b]", new string('a', 200)));

    [Theory]
    [InlineData("Red Rose", "red_rose", "red rose")]
    [InlineData("Роза", "Тюльпан", " ")]
    [InlineData("Rose-1", "rose 1", "rose 1")]
    public void Open_LabelsCollide_RefusesNamingBothFolders(string first, string second, string label)
    {
        using PhotoTree tree = new PhotoTree().AddClass(first).AddClass(second).AddClass("x");
        string message = Assert.Throws<RetrainException>(() => tree.OpenCompat()).Message;
        Assert.StartsWith($"folders '{first}' and '{second}' both get the label '{label}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LabelsCollideWithAFolderWithoutPhotos_IsFine()
    {
        using PhotoTree tree = new PhotoTree().AddClass("Red Rose").AddFolder("red_rose").AddClass("x");
        Assert.Equal(["red rose", "x"], tree.OpenCompat().Classes.Select(c => c.Label));
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("//", "//")]
    [InlineData("", "/")]
    [InlineData("/.", "/./")]
    public void Open_TrailingSeparators_StayInThePathAsInTheOriginal(string ending, string joint)
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y");
        PhotoFolder folder = PhotoFolder.Open(tree.Root + ending, new PhotoFolderOptions { Compat = true });
        Assert.Equal(tree.Root + joint + "x/000.jpg", folder.Photos[0].Path);
    }

    [Fact]
    public void Open_LinkLoops_End()
    {
        // Two that cross would double the folders at each of the forty levels that Linux follows.
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").Link("x/up", "..").Link("y/up", "../.").Link("self", "self");
        Assert.Equal(40, tree.OpenCompat().Photos.Count);
    }

    [Collection(nameof(InTheCurrentFolderAlone))]
    public sealed class InTheCurrentFolder : IDisposable
    {
        private readonly string before = Directory.GetCurrentDirectory();
        private readonly TemporaryFolder folder = new();

        public InTheCurrentFolder() => Directory.SetCurrentDirectory(folder.FullPath);

        public void Dispose()
        {
            Directory.SetCurrentDirectory(before);
            folder.Dispose();
        }

        [Fact]
        public void Open_ClassNamedAsTheWholeImageFolder_IsSkipped()
        {
            foreach (string name in new[] { "flowers", "x", "y" })
            {
                folder.Write($"flowers/{name}/1.jpg", PhotoTree.Jpeg);
            }

            var compat = new PhotoFolderOptions { Compat = true };
            Assert.Equal(["x", "y"], PhotoFolder.Open("flowers", compat).Classes.Select(c => c.Label));
            Assert.Equal(["flowers", "x", "y"], PhotoFolder.Open("./flowers", compat).Classes.Select(c => c.Label));
        }

        [Theory]
        [InlineData("efficientnet_lite0")]
        [InlineData("mobilenet_v1")]
        [InlineData("mobilenet_v1_whole_set")]
        [InlineData("mobilenet_v1_quantops")]
        [InlineData("mobilenet_v1_distorted")]
        public void Create_RecordedRun_HasTheSameSets(string run)
        {
            Directory.CreateSymbolicLink(folder["flowers_small"], SharedData.Shared("flowers_small"));
            using JsonDocument lists = JsonDocument.Parse(
                File.ReadAllBytes(SharedData.Shared("fixtures", "retrain_runs", run, "image_lists.json")));
            PhotoFolder photos = PhotoFolder.Open(
                lists.RootElement.GetProperty("image_dir").GetString()!, new PhotoFolderOptions { Compat = true });
            Split split = Split.Create(photos, new SplitOptions
            {
                Compat = true,
                ValidationPercentage = lists.RootElement.GetProperty("validation_percentage").GetInt32(),
                TestingPercentage = lists.RootElement.GetProperty("testing_percentage").GetInt32(),
            });

            JsonElement[] classes = [.. lists.RootElement.GetProperty("classes").EnumerateArray()];
            Assert.Equal(classes.Select(c => c.GetProperty("label").GetString()), photos.Classes.Select(c => c.Label));
            Assert.Equal(classes.Select(c => c.GetProperty("dir").GetString()), photos.Classes.Select(c => c.Folder));
            foreach (PhotoSet set in Enum.GetValues<PhotoSet>())
            {
                IEnumerable<string> expected = classes.SelectMany(c => c.GetProperty(set.ToString().ToLowerInvariant()).EnumerateArray()
                    .Select(f => c.GetProperty("dir").GetString() + "/" + f.GetString()));
                Assert.Equal(
                    expected.Order(StringComparer.Ordinal),
                    photos.Photos.Where((_, i) => split.Sets[i] == set).Select(p => p.Name).Order(StringComparer.Ordinal));
            }
        }
    }
}

/// <summary>Tests that move the process to another folder; nothing else runs beside them.</summary>
[CollectionDefinition(nameof(InTheCurrentFolderAlone), DisableParallelization = true)]
public sealed class InTheCurrentFolderAlone;
