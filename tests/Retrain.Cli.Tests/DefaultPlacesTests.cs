namespace Retrain.Cli.Tests;

public sealed class DefaultPlacesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NewModelFolder_PlaceThatIsTaken_GetsTheNextNumber()
    {
        var now = new DateTimeOffset(2026, 11, 25, 20, 42, 33, TimeSpan.Zero);
        foreach (string expected in new[] { "2026-11-25-204233", "2026-11-25-204233-2", "2026-11-25-204233-3" })
        {
            string place = DefaultPlaces.NewModelFolder(now, folder.FullPath);
            Assert.Equal(folder[expected], place);
            Directory.CreateDirectory(place);
        }
    }

    [Fact]
    public void NewModelFolder_ByDefault_IsBelowTheCurrentFolder() =>
        Assert.Equal(Path.Combine("retrained", "1999-01-02-030405"),
            DefaultPlaces.NewModelFolder(new DateTimeOffset(1999, 1, 2, 3, 4, 5, TimeSpan.Zero)));

    [Fact]
    public void NewestModelFolder_SeveralFolders_IsTheLastThatHoldsAWholeModel()
    {
        Assert.Equal("", DefaultPlaces.NewestModelFolder(folder["none"]));
        Assert.Equal("", DefaultPlaces.NewestModelFolder(folder.FullPath));
        folder.Write("2026-01-01-000000/model.onnx", []);
        folder.Write("2026-03-01-000000/model.onnx", []);
        folder.Write("2026-04-01-000000.writing-77/model.onnx", []);
        folder.Write("2026-05-01-000000/labels.txt", []);
        Assert.Equal(folder["2026-03-01-000000"], DefaultPlaces.NewestModelFolder(folder.FullPath));
    }

    [Theory]
    [InlineData("photos", "photos")]
    [InlineData("a/~/b", "a/~/b")]
    [InlineData("~other/b", "~other/b")]
    public void Expand_PathWithoutHome_StaysAsItIs(string path, string expected) => Assert.Equal(expected, DefaultPlaces.Expand(path));

    [Fact]
    public void Expand_Tilde_IsTheHomeFolder() =>
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "a", "b"),
            DefaultPlaces.Expand("~/a/b"));
}
