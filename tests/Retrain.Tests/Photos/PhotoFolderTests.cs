using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Photos;

public sealed class PhotoFolderTests
{
    private static string[] FilesOf(PhotoFolder folder, string name) =>
        [.. folder.Photos.Where(p => folder.Classes[p.Class].Folder == name).Select(p => p.Name[(name.Length + 1)..])];

    [Fact]
    public void Open_TwoClasses_ListsThemInCodePointOrder()
    {
        using PhotoTree tree = new PhotoTree().AddClass("daisy").AddClass("Roses").AddClass("\uE000").AddClass("🙂");
        PhotoFolder folder = tree.Open();
        Assert.Equal(["Roses", "daisy", "\uE000", "🙂"], folder.Classes.Select(c => c.Label));
        Assert.Equal(tree.Root, folder.Path);
        Assert.Equal(80, folder.Photos.Count);
        Assert.Equal(new Photo(Path.Join(tree.Root, "daisy", "003.jpg"), "daisy/003.jpg", 1), folder.Photos[23]);
        Assert.Empty(folder.Warnings);
        Assert.Empty(folder.Skipped);
    }

    [Fact]
    public void Open_UpperAndLowerCaseExtensions_ListsEachFileOnce()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").Add("y/a.JPG").Add("y/b.jpg").Add("y/A.jpg");
        PhotoFolder folder = tree.Open();
        Assert.Equal(Directory.GetFiles(Path.Join(tree.Root, "y")).Length, FilesOf(folder, "y").Length);
        Assert.Equal(folder.Photos.Count, folder.Photos.Select(p => p.Name).Distinct().Count());
    }

    [Fact]
    public void Open_MixedCaseMissingAndOddExtensions_TakesAllPictures()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x")
            .Add("y/IMG_6003.JPG").Add("y/a.Jpeg").Add("y/b.PNG").Add("y/c.JPG.").Add("y/d").Add("y/e.jpg ").Add("y/f.HEIC").Add("y/g.webp")
            .Add("y/h.Tif");
        PhotoFolder folder = tree.Open();
        Assert.Equal(["IMG_6003.JPG", "a.Jpeg", "b.PNG", "c.JPG.", "d", "e.jpg ", "f.HEIC", "g.webp", "h.Tif"], FilesOf(folder, "y"));
        Assert.Empty(folder.Skipped);
    }

    [Theory]
    [InlineData("FFD8FFE1", true)]
    [InlineData("89504E470D0A1A0A", true)]
    [InlineData("474946383961", true)]
    [InlineData("474946383761", true)]
    [InlineData("52494646FFFFFFFF57454250", true)]
    [InlineData("52494646FFFFFFFF57415645", false)]
    [InlineData("424D0000000000000000000000000000" + "0000", false)]
    [InlineData("424D36000000000000003600000028000000", true)]
    [InlineData("0000001866747970" + "68656963", true)]
    [InlineData("0000001866747970" + "69736F6D", false)]
    [InlineData("49492A00", true)]
    [InlineData("FFD8", false)]
    [InlineData("424D57206D6F746F7273206C69737420", false)]
    [InlineData("", false)]
    public void IsPicture_FirstBytes_AreTold(string hex, bool expected) =>
        Assert.Equal(expected, Retrain.Photos.Listing.PictureFiles.IsPicture(Convert.FromHexString(hex)));

    [Fact]
    public void Open_LabelsLikePathsAndDevices_KeepsThemAsData()
    {
        string[] names = ["..x", "%2e%2e", "CON", "aux.txt", "fr 3HI", new string('l', 255),
            .. OperatingSystem.IsWindows() ? [] : new[] { @"a\b" }];
        using var tree = new PhotoTree();
        foreach (string name in names)
        {
            tree.AddClass(name);
        }

        PhotoFolder folder = tree.Open();
        string[] shown = [.. names.Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal)];
        Assert.Equal(shown, folder.Classes.Select(c => c.Label));
        Assert.All(folder.Photos, p => Assert.True(File.Exists(p.Path)));
    }

    [Fact]
    public void Open_AccentsComposedAndDecomposed_ListsBothFiles()
    {
        string[] files = ["cafe\u0301.jpg", "caf\u00E9.jpg", "日本.jpg"];
        using PhotoTree tree = new PhotoTree().AddClass("x").Add("y/" + files[0]).Add("y/" + files[1]).Add("y/" + files[2]);
        PhotoFolder folder = tree.Open();
        Assert.Equal(files, FilesOf(folder, "y"));
        Assert.All(folder.Photos, p => Assert.True(File.Exists(p.Path)));
    }

    [Theory]
    [InlineData("Rose-1", "rose 1")]
    [InlineData("Роза", "Тюльпан")]
    [InlineData("_", "🙂")]
    [InlineData("a", "á")]
    [InlineData("곽", "玫瑰")]
    [InlineData("وردة", "ورد")]
    [InlineData("İzmir", "Izmir")]
    public void Open_NamesThatTheOriginalWouldMix_KeepsTwoLabelsAsWritten(string first, string second)
    {
        using PhotoTree tree = new PhotoTree().AddClass(first).AddClass(second);
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), tree.Open().Classes.Select(c => c.Label));
    }

    [Theory]
    [InlineData("caf\u00E9", "cafe\u0301", @"'caf\u00e9'", @"'cafe\u0301'")]
    [InlineData("\uACFD", "\u1100\u116A\u11A8", @"'\uacfd'", @"'\u1100\u116a\u11a8'")]
    [InlineData("\u1EC7", "\u0065\u0323\u0302", @"'\u1ec7'", @"'e\u0323\u0302'")]
    [InlineData("daisy", "daisy ", "'daisy'", "'daisy '")]
    public void Open_NamesThatLookTheSame_RefusesNamingBoth(string first, string second, string firstShown, string secondShown)
    {
        using PhotoTree tree = new PhotoTree().AddClass(first).AddClass(second).AddClass("z");
        string message = Assert.Throws<RetrainException>(() => tree.Open()).Message;
        Assert.Contains(firstShown, message, StringComparison.Ordinal);
        Assert.Contains(secondShown, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Open_BlanksBracketsPercentSigns_ListsAll()
    {
        string[] files = ["[x].jpg", "a#b&c.jpg", "data%20(99).jpg", "img00 (12).jpg", "star*?.jpg", "tab\tname.jpg"];
        using var tree = new PhotoTree();
        tree.AddClass("dai[s]y*");
        foreach (string file in files)
        {
            tree.Add("Training Data/" + file);
        }

        PhotoFolder folder = tree.Open();
        Assert.Equal(files, FilesOf(folder, "Training Data").Order(StringComparer.Ordinal));
        Assert.Equal(20, FilesOf(folder, "dai[s]y*").Length);
        Assert.All(folder.Photos, p => Assert.True(File.Exists(p.Path)));
    }

    [Fact]
    public void Open_NameWithControlCharacters_StaysOneLineInReports()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").Add("y/tab\tnew\nline.txt", "text"u8);
        string skipped = Assert.Single(tree.Open().Skipped);
        Assert.EndsWith(@"tab\tnew\nline.txt: not a picture by name or content", skipped, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HiddenSystemFiles_CountsThemInOneWarning()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y")
            .Add(".DS_Store").Add(".git/objects/a.jpg").Add("x/.DS_Store").Add("x/Thumbs.db").Add("x/desktop.ini").Add("y/._IMG_1.jpg")
            .Add("y/.ipynb_checkpoints/b.jpg").Add("__MACOSX/x/._1.jpg");
        PhotoFolder folder = tree.Open();
        Assert.Equal(40, folder.Photos.Count);
        Assert.Equal(["8 hidden or system entries ignored"], folder.Warnings);
        Assert.Empty(folder.Skipped);
    }

    [Fact]
    public void Open_OtherFilesAmongPhotos_GivesOneLineAndTheFullList()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x", 100).AddClass("y", 100);
        for (int i = 0; i < 30; i++)
        {
            tree.Add($"x/notes{i}.txt", "some text"u8);
        }

        tree.Add("y/film.mp4", "\0\0\0\u0018ftypisom"u8).Add("y/empty", "x"u8);
        File.WriteAllBytes(Path.Join(tree.Root, "y", "empty"), []);
        PhotoFolder folder = tree.Open();
        Assert.Equal(200, folder.Photos.Count);
        Assert.Equal(32, folder.Skipped.Count);
        Assert.Contains(Path.Join(tree.Root, "x", "notes7.txt") + ": not a picture by name or content", folder.Skipped);
        Assert.Contains(Path.Join(tree.Root, "y", "empty") + ": empty, and no picture by name", folder.Skipped);
        Assert.Equal(
            ["class 'x' loses 30 of its 130 files: they are not photos", "32 files skipped that are not photos: 30 .txt, 1 .mp4, 1 without extension"],
            folder.Warnings);
    }

    [Fact]
    public void Open_FoldersNamedByNumbers_KeepsOneOrderForLabelsAndPhotos()
    {
        using var tree = new PhotoTree();
        for (int i = 0; i < 12; i++)
        {
            tree.AddClass($"{i}").AddClass($"class_{i}");
        }

        PhotoFolder folder = tree.Open();
        Assert.Equal(["0", "1", "10", "11", "2"], folder.Classes.Take(5).Select(c => c.Label));
        Assert.All(folder.Photos, p => Assert.StartsWith(folder.Classes[p.Class].Label + "/", p.Name, StringComparison.Ordinal));
        Assert.Equal(folder.Classes.Select(c => c.Label), tree.OpenCompat().Classes.Select(c => c.Folder));
    }

    [Fact]
    public void Open_SmallClass_IsWarnedAboutByName()
    {
        using PhotoTree tree = new PhotoTree().AddClass("daisy", 19).AddClass("rose", 1).AddClass("tulip", 20);
        Assert.Equal(
            ["class 'daisy' has 19 photos; fewer than 20 may cause issues", "class 'rose' has 1 photo; fewer than 20 may cause issues"],
            tree.Open().Warnings);
    }

    [Fact]
    public void Open_NestedFolders_ReportsThemOnce()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").Add("x/sub/a.jpg").Add("x/x.jpg/b.jpg").Add("y/sub/c.jpg")
            .AddFolder("y/void");
        PhotoFolder folder = tree.Open();
        Assert.Equal(40, folder.Photos.Count);
        Assert.Equal(
            ["3 folders inside class folders not read: 'x/sub', 'x/x.jpg', 'y/sub'; take their photos with --recursive"],
            folder.Warnings);
    }

    [Fact]
    public void Open_Recursive_TakesNestedFolders()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").Add("x/sub/deep/a.jpg").Add("x/sub.jpg/b.jpg");
        PhotoFolder folder = tree.Open(new PhotoFolderOptions { Recursive = true });
        Assert.Contains(new Photo(Path.Join(tree.Root, "x", "sub", "deep", "a.jpg"), "x/sub/deep/a.jpg", 0), folder.Photos);
        Assert.Equal(22, FilesOf(folder, "x").Length);
        Assert.Empty(folder.Warnings);
    }

    [Fact]
    public void Open_RecursiveWithLinkLoops_EndsAndListsEachPhotoOnce()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").Add("x/sub/a.jpg").AddFolder("y/one").AddFolder("y/two")
            .Link("x/sub/back", "..").Link("x/up", "../..").Link("y/one/to_two", "../two").Link("y/two/to_one", "../one")
            .Link("x/again", "sub");
        PhotoFolder folder = tree.Open(new PhotoFolderOptions { Recursive = true });
        Assert.Equal(41, folder.Photos.Count);
        Assert.Equal(
            ["5 links lead to folders that are read already: 'x/again', 'x/up', 'x/sub/back' and 2 more; not followed"],
            folder.Warnings);
    }

    [Fact]
    public void Open_LinkedClassFolder_IsFollowed()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("../elsewhere").Link("y", "../elsewhere").Link("all", ".");
        PhotoFolder folder = tree.Open();
        Assert.Equal(["x", "y"], folder.Classes.Select(c => c.Label));
        Assert.Equal(20, FilesOf(folder, "y").Length);
    }

    [Fact]
    public void Open_LinkWithoutTarget_IsNamed()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").Link("x/gone.jpg", "nowhere").Link("x/a.jpg", "b.jpg")
            .Link("x/b.jpg", "a.jpg").Link("z", "nowhere");
        PhotoFolder folder = tree.Open();
        Assert.Equal(40, folder.Photos.Count);
        Assert.Equal(3, folder.Skipped.Count);
        Assert.All(folder.Skipped, s => Assert.EndsWith(": a link whose target is missing", s, StringComparison.Ordinal));
        Assert.Contains("'z' in the image folder is left out: a link whose target is missing", folder.Warnings);
    }

    [Fact]
    public void Open_NameThatIsNotUtf8_IsReported()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have no such names");
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y");
        Shell($"cd '{tree.Root}' && printf a > \"x/bad$(printf '\\377').jpg\" && mkdir \"z$(printf '\\376')\"");
        PhotoFolder folder = tree.Open();
        Assert.Equal(40, folder.Photos.Count);
        Assert.EndsWith("bad\uFFFD.jpg: its name is not valid UTF-8; rename it", Assert.Single(folder.Skipped), StringComparison.Ordinal);
        Assert.Contains("'z\uFFFD' in the image folder is left out: its name is not valid UTF-8; rename it", folder.Warnings);

        // .NET cannot remove what it cannot name.
        Shell($"rm -r '{tree.Root}'");
    }

    private static void Shell(string command)
    {
        using var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", command]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public void Open_OutputFolders_AreNoClasses()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").Add("retrained/mistakes.png").Add("x/cache/a.jpg")
            .Add("retrained2/a.jpg");
        var options = new PhotoFolderOptions
        {
            OutputFolders = [Path.Join(tree.Root, "y", "..", "retrained") + "/", Path.Join(tree.Root, "x", "cache"), ""]
        };
        Assert.Equal(["retrained2", "x", "y"], tree.Open(options).Classes.Select(c => c.Label));
        Assert.Contains("1 folder with photos is no class: 'retrained': outputs of this program go there", tree.Open(options).Warnings);
        Assert.DoesNotContain(tree.Open(options).Warnings, w => w.Contains("--recursive", StringComparison.Ordinal));
        Assert.Equal(41, tree.Open(options with { Recursive = true }).Photos.Count);
    }

    [Fact]
    public void Open_EmptyFolderAndLoosePhotos_AreCounted()
    {
        using PhotoTree tree = new PhotoTree().AddClass("x").AddClass("y").AddFolder("apples").Add("loose.jpg")
            .Add("LICENSE.txt", "text"u8);
        Assert.Equal(["1 folder without photos is no class: 'apples'", "1 photo outside the class folders not used: 'loose.jpg'"],
            tree.Open().Warnings);
    }
}
