namespace Retrain.Cli.Tests;

public sealed class FolderSwapTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ReplaceAsync_OlderFolder_IsReplacedWhole()
    {
        folder.Write("saved/old/deep.txt", "old"u8);
        await FolderSwap.ReplaceAsync(folder["saved"], Write);
        Assert.Equal([folder["saved", "new.txt"]], Directory.GetFileSystemEntries(folder["saved"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public async Task ReplaceAsync_NothingThere_IsWritten()
    {
        await FolderSwap.ReplaceAsync(folder["saved"], Write);
        Assert.True(File.Exists(folder["saved", "new.txt"]));
    }

    [Fact]
    public async Task ReplaceAsync_WritingFails_LeavesTheOlderFolder()
    {
        folder.Write("saved/old.txt", "old"u8);
        await Assert.ThrowsAsync<IOException>(() => FolderSwap.ReplaceAsync(folder["saved"], _ => throw new IOException("full")));
        Assert.Equal([folder["saved", "old.txt"]], Directory.GetFileSystemEntries(folder["saved"]));
    }

    private static Task Write(string fresh)
    {
        Directory.CreateDirectory(fresh);
        return File.WriteAllTextAsync(Path.Combine(fresh, "new.txt"), "new");
    }
}
