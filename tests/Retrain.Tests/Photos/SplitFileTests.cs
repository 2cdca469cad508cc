using System.Text;
using CsCheck;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Photos;

public sealed class SplitFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private SplitOptions Table(string text, string encoding = "utf-8")
    {
        byte[] bytes =
            encoding == "bom" ? [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)] : Encoding.GetEncoding(encoding).GetBytes(text);
        return new SplitOptions { SplitFile = folder.Write("split.csv", bytes) };
    }

    private static PhotoFolder Photos(params string[] more) =>
        SplitFixtures.Folder([.. Enumerable.Range(0, 30).SelectMany(i => new[] { $"daisy/{i}.jpg", $"rose/{i}.jpg" }), .. more]);

    private static PhotoSet SetOf(PhotoFolder photos, Split split, string name) =>
        split.Sets[photos.Photos.Select(p => p.Name).ToList().IndexOf(name)];

    [Theory]
    [InlineData("path,set\ndaisy/1.jpg,testing\ndaisy/2.jpg,validation\ndaisy/3.jpg,training\n", "utf-8")]
    [InlineData("path,set\r\ndaisy/1.jpg,test\r\ndaisy/2.jpg,val\r\ndaisy/3.jpg,train", "bom")]
    [InlineData("set,note,path\nTest,\"a, \"\"b\"\"\nc\",\"daisy/1.jpg\"\nVal,,daisy/2.jpg\n\nTrain,,daisy/3.jpg\n", "utf-8")]
    [InlineData("Path;Set\r\ndaisy/1.jpg;testing\r\ndaisy/2.jpg;validation\r\ndaisy/3.jpg;training\r\n", "utf-8")]
    [InlineData("path\tset\nphotos/daisy/1.jpg\ttesting\n./daisy/2.jpg\tvalidation\ndaisy\\3.jpg\ttraining\n", "utf-8")]
    public void Create_SplitFile_OverridesTheHash(string table, string encoding)
    {
        PhotoFolder photos = Photos();
        Split split = Split.Create(photos, Table(table, encoding));
        Assert.Equal(PhotoSet.Testing, SetOf(photos, split, "daisy/1.jpg"));
        Assert.Equal(PhotoSet.Validation, SetOf(photos, split, "daisy/2.jpg"));
        Assert.Equal(PhotoSet.Training, SetOf(photos, split, "daisy/3.jpg"));
        Split hashed = Split.Create(photos);
        Assert.Equal(hashed.Sets.Where((_, i) => !photos.Photos[i].Name.StartsWith("daisy/", StringComparison.Ordinal)),
            split.Sets.Where((_, i) => !photos.Photos[i].Name.StartsWith("daisy/", StringComparison.Ordinal)));
        Assert.Empty(split.Warnings);
    }

    [Fact]
    public void Create_FullPathInSplitFile_IsFound()
    {
        using PhotoTree tree = new PhotoTree().AddClass("daisy").AddClass("rose");
        PhotoFolder photos = tree.Open();
        Split split = Split.Create(
            photos, Table($"path,set\n{Path.GetFullPath(photos.Photos[0].Path)},testing\n{tree.Root}/../photos/daisy/001.jpg,testing\n"));
        Assert.Equal([PhotoSet.Testing, PhotoSet.Testing], split.Sets.Take(2));
        Assert.Empty(split.Warnings);
    }

    [Fact]
    public void Create_UnknownAndHostilePaths_AreCountedInOneWarning()
    {
        Split split = Split.Create(Photos(), Table("path,set\ndaisy/1.jpg,test\n../../etc/passwd,test\n..,train\n\0,train\n"));
        Assert.Equal(
            [$"split file '{folder["split.csv"]}' names 3 paths not in the image folder: "
                + "'../../etc/passwd' (line 3), '..' (line 4), '\\u0000' (line 5)"],
            split.Warnings);
    }

    [Theory]
    [InlineData("path,set\ndaisy/1.jpg,testing\ndaisy/2.jpg,holdout\n", "line 3: unknown set 'holdout', expected training, validation or testing")]
    [InlineData("path,set\ndaisy/1.jpg\n", "line 2: 1 column, expected path and set")]
    [InlineData("path,set\n\"a\nb\",test\n\"daisy/1.jpg,test\n", "line 4: a quote that is not closed")]
    [InlineData("path,set\n\"daisy\"/1.jpg,test\n", "line 2: text after a closing quote")]
    [InlineData("file,set\ndaisy/1.jpg,test\n", "line 1: header is 'file,set', expected path,set")]
    [InlineData("", "line 1: header is '', expected path,set")]
    [InlineData("path,set\ndaisy/1.jpg,test\nphotos/daisy/1.jpg,train\n", "line 3: 'photos/daisy/1.jpg' is in the training set, but in line 2 in the testing set")]
    public void Create_MalformedSplitFile_IsRefusedWithFileAndLine(string table, string fault)
    {
        string message = Assert.Throws<RetrainException>(() => Split.Create(Photos(), Table(table))).Message;
        Assert.Equal($"split file '{folder["split.csv"]}', {fault}; correct the file", message);
    }

    [Theory]
    [InlineData("path,set\n", "it has no rows")]
    [InlineData("path,set\nother/1.jpg,test\nother/2.jpg,test\n", "it names 'other/1.jpg' (line 2) and 1 more")]
    public void Create_SplitFileWithoutAPhotoOfTheFolder_IsRefused(string table, string found)
    {
        string message = Assert.Throws<RetrainException>(() => Split.Create(Photos(), Table(table))).Message;
        Assert.Equal($"split file '{folder["split.csv"]}' names no photo of 'photos': {found}, expected paths like 'daisy/0.jpg'", message);
    }

    [Fact]
    public void Create_SplitFileMissingOrOfAnotherEncoding_IsRefused()
    {
        string missing =
            Assert.Throws<RetrainException>(() => Split.Create(Photos(), new SplitOptions { SplitFile = folder["none.csv"] })).Message;
        Assert.StartsWith($"split file '{folder["none.csv"]}' cannot be read: ", missing, StringComparison.Ordinal);
        string latin =
            Assert.Throws<RetrainException>(() => Split.Create(Photos(), Table("path,set\ncafé/1.jpg,test\n", "latin1"))).Message;
        Assert.EndsWith("is not UTF-8; save it as 'CSV UTF-8'", latin, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ClassTouchedByTheSplitFile_IsLeftAsTheFileHasIt()
    {
        PhotoFolder photos = SplitFixtures.Folder("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg", "b/4.jpg");
        Split split = Split.Create(photos, Table("path,set\n" + string.Concat(photos.Photos.Select(p => p.Name + ",testing\n"))));
        Assert.All(split.Sets, s => Assert.Equal(PhotoSet.Testing, s));
        Assert.Equal(4, split.Warnings.Count);
    }

    [Fact]
    public void Write_OddNames_AreReadBackTheSame()
    {
        string[] odd =
        [
            "곽/a.jpg", "玫瑰/图1.jpg", "وردة/a.jpg", "🙂/🌷.jpg", "x/say \"hi\", you.jpg", "x/tab\tname.jpg", "x/new\nline.jpg", "x/cr\r\nlf.jpg", "x/=1+1.jpg",
            "x/ blank .jpg", @"x/back\slash.jpg", "café/a.jpg", "cafe\u0301/a.jpg", "x/;.jpg",
        ];
        PhotoFolder photos = Photos(odd);
        Split split = Split.Create(photos, new SplitOptions { ValidationPercentage = 30, TestingPercentage = 30 });
        split.Write(folder["used.csv"], photos);
        Assert.Equal(split.Sets, Split.Create(photos, new SplitOptions { SplitFile = folder["used.csv"] }).Sets);
    }

    [Fact]
    public void Write_AnyNames_AreReadBackTheSame() =>
        Gen.String[1, 12].Where(s => !s.Contains('/', StringComparison.Ordinal)
            && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s)) == s).HashSet[3, 20].Sample(
                names =>
                {
                    PhotoFolder photos = SplitFixtures.Folder(names.Select(n => "x/" + n));
                    Split split = Split.Create(photos, new SplitOptions { ValidationPercentage = 30, TestingPercentage = 30 });
                    split.Write(folder["any.csv"], photos);
                    return split.Sets.SequenceEqual(Split.Create(photos, new SplitOptions { SplitFile = folder["any.csv"] }).Sets);
                },
                iter: 100,
                threads: 1);

    [Fact]
    public void Write_Table_BeginsWithAByteOrderMarkForSpreadsheets()
    {
        PhotoFolder photos = SplitFixtures.Folder("곽/a.jpg", "b/\"1\".jpg");
        Split.Create(photos).Write(folder["used.csv"], photos);
        byte[] file = File.ReadAllBytes(folder["used.csv"]);
        Assert.Equal([0xEF, 0xBB, 0xBF], file[..3]);
        Assert.Equal("path,set\r\n\"b/\"\"1\"\".jpg\",training\r\n\"곽/a.jpg\",training\r\n", Encoding.UTF8.GetString(file[3..]));
    }

    [Fact]
    public void Write_OtherFolder_IsRefused() =>
        Assert.Throws<ArgumentException>(
            () => Split.Create(Photos()).Write(folder["used.csv"], SplitFixtures.Folder("a/1.jpg", "b/1.jpg")));
}
