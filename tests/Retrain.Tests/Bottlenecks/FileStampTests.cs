using Retrain.Bottlenecks.Caching;

namespace Retrain.Tests.Bottlenecks;

public sealed class FileStampTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private static readonly long Nanoseconds = (Now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

    [Theory]
    // The file system keeps fractions: its clock steps by 10 ms at most.
    [InlineData(0, -20_000_001, false)]
    [InlineData(0, -99_999_999, false)]
    [InlineData(0, -150_000_001, true)]
    [InlineData(0, 150_000_001, true)]
    // Whole seconds: they may be steps of two.
    [InlineData(0, -1_000_000_000, false)]
    [InlineData(0, -2_000_000_000, true)]
    // No time of change at all: the file's date has to do, which FAT keeps in steps of two seconds.
    [InlineData(-1_900_000_001, 0, false)]
    [InlineData(-2_000_000_001, 0, true)]
    [InlineData(86_400_000_000_000, 0, true)]
    public void IsSettled_ChangedSoLongBefore_IsSettled(long modified, long changed, bool expected)
    {
        var stamp = new FileStamp(10, Nanoseconds + modified, changed != 0 ? Nanoseconds + changed : 0);
        Assert.Equal(expected, stamp.IsSettled(Now));
    }

    [Fact]
    public void Read_File_HasSizeAndTimes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.jpg", new byte[123]);
        File.SetLastWriteTimeUtc(path, Now.UtcDateTime);
        FileStamp stamp = FileStamp.Read(path);
        Assert.Equal((123, Nanoseconds), (stamp.Size, stamp.Modified));
        if (OperatingSystem.IsLinux())
        {
            long now = (DateTimeOffset.UtcNow.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
            Assert.InRange(stamp.Changed, now - 60_000_000_000, now + 1_000_000_000);
        }
    }

    [Fact]
    public void Read_Link_IsThatOfItsTarget()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.jpg", new byte[5]);
        File.CreateSymbolicLink(folder["link.jpg"], path);
        Assert.Equal(FileStamp.Read(path), FileStamp.Read(folder["link.jpg"]));
    }

    [Fact]
    public void Read_NameWithOtherScripts_Works()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(7, FileStamp.Read(folder.Write("caf\u00e9 日本 🙂.jpg", new byte[7])).Size);
    }

    [Fact]
    public void Read_MissingFile_Throws()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<IOException>(() => FileStamp.Read(folder["none.jpg"]));
        Assert.ThrowsAny<IOException>(() => FileStamp.Read(Path.Combine(folder.Write("file", []), "none.jpg")));
    }

    [Fact]
    public void Read_Folder_Throws()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<IOException>(() => FileStamp.Read(folder.FullPath));
    }
}
