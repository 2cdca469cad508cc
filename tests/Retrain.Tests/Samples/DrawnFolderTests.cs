using System.Text.Json;
using Retrain.Foundation;
using Retrain.Samples;
using Retrain.Testing;

namespace Retrain.Tests.Samples;

public sealed class DrawnFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("../victim.txt")]
    [InlineData("daisy/../../victim.txt")]
    [InlineData("set/../victim.txt")]
    [InlineData("..\\victim.txt")]
    public void Fill_MarkerThatNamesAFileOutside_DoesNotDeleteIt(string name)
    {
        string victim = folder.Write("victim.txt", "mine"u8);
        var marker = new DrawnMarker(
            "other", Complete: true, new SortedDictionary<string, long>(StringComparer.Ordinal) { [name] = 4, [victim] = 4 });
        folder.Write("set/drawn.json", JsonSerializer.SerializeToUtf8Bytes(marker, DrawnJson.Default.DrawnMarker));
        Fill(new PlannedFile("a.jpg", () => [1]));
        Assert.Equal("mine", File.ReadAllText(victim));
        Assert.Equal([1], File.ReadAllBytes(folder["set", "a.jpg"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"drawing\": null, \"complete\": true, \"files\": null}")]
    public void Fill_MarkerThatIsNone_IsAForeignFolder(string text)
    {
        folder.Write("set/drawn.json", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Throws<UsageException>(() => Fill(new PlannedFile("a.jpg", () => [1])));
    }

    [Fact]
    public void Fill_DiskFails_IsOneMessageAndTheFolderStaysOurs()
    {
        var error = Assert.Throws<RetrainException>(
            () => Fill(new PlannedFile("a.jpg", () => throw new IOException("The disk is full.")), new PlannedFile("b.jpg", () => [2])));
        Assert.Equal(
            $"Cannot draw flowers into {folder["set"]}: The disk is full. Free space or name a folder that you may write to.",
            error.Message);
        Assert.True(Fill(new PlannedFile("c.jpg", () => [3])));
        Assert.Equal(
            ["c.jpg", "drawn.json"], Directory.EnumerateFiles(folder["set"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private bool Fill(params PlannedFile[] plan) => DrawnFolder.Fill(folder["set"], "test", plan, TestContext.Current.CancellationToken);
}
