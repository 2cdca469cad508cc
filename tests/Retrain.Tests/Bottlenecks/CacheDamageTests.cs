using Microsoft.Data.Sqlite;
using Retrain.Bottlenecks;
using Retrain.Bottlenecks.Caching;

namespace Retrain.Tests.Bottlenecks;

/// <summary>Caches that cannot be used as they are: the run must end as if there had been none, with one notice.</summary>
public sealed class CacheDamageTests : IDisposable
{
    private const int Photos = 60;

    private readonly Bench bench = new();

    public CacheDamageTests() => bench.AddMany(Photos);

    public void Dispose() => bench.Dispose();

    [Fact]
    public Task Run_FileIsNoDatabase_SetsItAside() =>
        ExpectSetAsideAsync(file => File.WriteAllText(file, new string('x', 5000)), "file is not a database");

    [Fact]
    public Task Run_FileIsCut_SetsItAside() => ExpectSetAsideAsync(file => Cut(file, 0.5), "database disk image is malformed");

    [Fact]
    public Task Run_FileIsCutInItsHeader_SetsItAside() =>
        ExpectSetAsideAsync(file => Cut(file, 0.0005), "database disk image is malformed");

    [Fact]
    public Task Run_FileOfANewerVersion_SetsItAside() =>
        ExpectSetAsideAsync(_ => bench.Sql("PRAGMA user_version = 7"), "it has version 7, this program knows 1");

    [Fact]
    public Task Run_DatabaseOfAnotherProgram_SetsItAside() => ExpectSetAsideAsync(
        file =>
        {
            File.Delete(file);
            bench.Sql("CREATE TABLE songs (title TEXT)");
        },
        "it is a database of another program");

    [Fact]
    public Task Run_TableMissing_SetsItAside() => ExpectSetAsideAsync(_ => bench.Sql("DROP TABLE files"), "SQL logic error");

    [Fact]
    public Task Run_PagesOverwritten_SetsItAside() => ExpectSetAsideAsync(
        file =>
        {
            using FileStream stream = File.OpenWrite(file);
            stream.Position = 32768;
            stream.Write(new byte[stream.Length - 32768]);
        },
        "database disk image is malformed");

    [Fact]
    public async Task Run_DamagedFileWithALog_IsNotMendedFromIt()
    {
        byte[] log;
        using (var open = new SqliteConnection($"Data Source={bench.CacheFile};Pooling=False"))
        {
            Directory.CreateDirectory(bench.CacheFolder);
            open.Open();
            Execute(open, "PRAGMA journal_mode = WAL; SELECT count(*) FROM sqlite_schema;");
            await bench.RunAsync();
            log = File.ReadAllBytes(bench.CacheFile + "-wal");
        }

        File.WriteAllText(bench.CacheFile, new string('x', 100_000));
        // Its first page is in the log too; only with a broken head is it no log, and the damage is seen.
        log[0] ^= 0xFF;
        File.WriteAllBytes(bench.CacheFile + "-wal", log);
        BottleneckResult result = await bench.RunAsync();
        Assert.Contains("set aside", Assert.Single(result.CacheNotices));
        await bench.AssertAsWithoutCacheAsync(result);
        Assert.Equal((Photos, 0), Counts(await bench.RunAsync()));
    }

    [Fact]
    public async Task Run_FoundDamagedWhileWriting_KeepsTheRun()
    {
        // Of a network that is new to the cache nothing is looked up, so the first write meets the damage.
        await bench.RunAsync();
        bench.Backbone = bench.Backbone with { Tap = "other" };
        bench.Sql("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = 999 WHERE name = 'files'; PRAGMA user_version = 1;");
        BottleneckResult result = await bench.RunAsync();
        Assert.Equal(Photos, result.Computed);
        Assert.Contains("set aside", Assert.Single(result.CacheNotices));
        await bench.AssertAsWithoutCacheAsync(result);
        Assert.Equal((Photos, 0), Counts(await bench.RunAsync()));
    }

    [Fact]
    public async Task Run_DamagedTwice_KeepsBothOldFiles()
    {
        for (int i = 1; i <= 2; i++)
        {
            await bench.RunAsync();
            File.WriteAllText(bench.CacheFile, "broken " + i + new string('x', 4000));
        }

        await bench.RunAsync();
        Assert.StartsWith("broken 1", File.ReadAllText(bench.CacheFile + ".damaged-1"), StringComparison.Ordinal);
        Assert.StartsWith("broken 2", File.ReadAllText(bench.CacheFile + ".damaged-2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyRunsAtOnce_DamagedFile_SetItAsideOnce()
    {
        await bench.RunAsync();
        string broken = new('x', 200_000);
        File.WriteAllText(bench.CacheFile, broken);
        BottleneckResult[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.RunAsync()));
        Assert.Single(results.SelectMany(result => result.CacheNotices));
        Assert.Equal(broken, File.ReadAllText(bench.CacheFile + ".damaged-1"));
        Assert.False(File.Exists(bench.CacheFile + ".damaged-2"));
        Assert.Equal((Photos, 0), Counts(await bench.RunAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_BitFlippedInARow_ComputesThatPhotoAgain(bool pathIsKnown)
    {
        await bench.RunAsync();
        byte[] row = new byte[Bench.Features * sizeof(float)];
        (await bench.RunAsync()).Features.Row(17).ToArray().Select(BitConverter.GetBytes).SelectMany(b => b).ToArray().CopyTo(row, 0);
        byte[] file = File.ReadAllBytes(bench.CacheFile);
        int place = file.AsSpan().IndexOf(row);
        Assert.True(place > 0);
        file[place + 9] ^= 0x10;
        File.WriteAllBytes(bench.CacheFile, file);
        bench.Sql(pathIsKnown ? "" : "DELETE FROM files");

        BottleneckResult result = await bench.RunAsync();
        Assert.Equal((1, Photos - 1), (result.Computed, result.FromCache));
        Assert.Equal($"one entry of the bottleneck cache {bench.CacheFile} was damaged; it is computed again",
            Assert.Single(result.CacheNotices));
        await bench.AssertAsWithoutCacheAsync(result);
        Assert.Equal((Photos, 0), Counts(await bench.RunAsync()));
    }

    [Theory]
    [InlineData("features = zeroblob(95)")]
    [InlineData("features = 'text'")]
    [InlineData("notes = 'never said'")]
    [InlineData("suffix = '.png'")]
    [InlineData("problem = 2")]
    [InlineData("content = zeroblob(id)")]
    [InlineData("checksum = checksum + 1")]
    public async Task Run_ColumnChanged_NeverServesIt(string change)
    {
        await bench.RunAsync();
        bench.Sql($"UPDATE bottlenecks SET {change} WHERE id % 3 = 0");
        BottleneckResult result = await bench.RunAsync();
        Assert.Equal(Photos / 3, result.Computed);
        await bench.AssertAsWithoutCacheAsync(result);
        Assert.Equal((Photos, 0), Counts(await bench.RunAsync()));
    }

    [Theory]
    [InlineData("name = 'x' || name")]
    [InlineData("content = zeroblob(32)")]
    [InlineData("content = 'no hash'")]
    [InlineData("size = 'long'")]
    [InlineData("folder = x'ff'")]
    public async Task Run_FileRowChanged_ReadsThePhotoAgain(string change)
    {
        await bench.RunAsync();
        bench.Sql($"UPDATE files SET {change} WHERE name = 'p004.jpg'");
        BottleneckResult result = await bench.RunAsync();
        Assert.Equal((0, 1), (result.Computed, result.FilesRead));
        await bench.AssertAsWithoutCacheAsync(result);
        Assert.Equal((Photos, 0), Counts(await bench.RunAsync()));
    }

    [Fact]
    public async Task Run_ProcessDiedInAWrite_GoesOnFromTheLog()
    {
        await bench.RunAsync();
        bench.AddMany(20, "later");
        // What a killed process leaves: a log that was never played back, with a transaction that was never finished.
        string image = bench.CacheFolder + "-killed";
        using (var abandoned = new SqliteConnection($"Data Source={bench.CacheFile};Pooling=False"))
        {
            abandoned.Open();
            Execute(abandoned, "PRAGMA wal_autocheckpoint = 0; DELETE FROM bottlenecks WHERE id <= 5;");
            Execute(abandoned, "BEGIN IMMEDIATE; DELETE FROM bottlenecks;");
            Directory.CreateDirectory(image);
            foreach (string path in Directory.EnumerateFiles(bench.CacheFolder))
            {
                File.Copy(path, Path.Combine(image, Path.GetFileName(path)));
            }
        }

        Assert.True(File.Exists(Path.Combine(image, "bottlenecks.sqlite-wal")));
        bench.CacheFolder = image;
        BottleneckResult result = await bench.RunAsync();
        Assert.Empty(result.CacheNotices);
        Assert.Equal((20 + 5, Photos - 5), (result.Computed, result.FromCache));
        await bench.AssertAsWithoutCacheAsync(result);
    }

    [Fact]
    public async Task Run_LogCutAnywhere_LosesNothingButItsEnd()
    {
        string image = bench.CacheFolder + "-killed";
        using (var open = new SqliteConnection($"Data Source={bench.CacheFile};Pooling=False"))
        {
            Directory.CreateDirectory(bench.CacheFolder);
            open.Open();
            Execute(open, "PRAGMA journal_mode = WAL; SELECT count(*) FROM sqlite_schema;");
            // While another connection is open the log stays.
            await bench.RunAsync();
            Directory.CreateDirectory(image);
            byte[] log = File.ReadAllBytes(bench.CacheFile + "-wal");
            for (int part = 0; part <= 10; part++)
            {
                File.Copy(bench.CacheFile, Path.Combine(image, "bottlenecks.sqlite"), overwrite: true);
                File.Delete(Path.Combine(image, "bottlenecks.sqlite-shm"));
                File.WriteAllBytes(Path.Combine(image, "bottlenecks.sqlite-wal"), log[..(log.Length * part / 10)]);
                string normal = bench.CacheFolder;
                bench.CacheFolder = image;
                BottleneckResult result = await bench.RunAsync();
                bench.CacheFolder = normal;
                Assert.Empty(result.CacheNotices);
                Assert.Equal(Photos, result.Photos.Count);
            }
        }
    }

    [Fact]
    public async Task Run_FolderCannotBeMade_GoesOnWithoutCache()
    {
        string file = bench.Add("daisy/p000.jpg", "p 0");
        await ExpectNoCacheAsync(Path.Combine(file, "cache"));
    }

    [Fact]
    public async Task Run_FolderCannotBeWritten_GoesOnWithoutCache()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "needs /proc, where nothing can be written");
        await ExpectNoCacheAsync("/proc/self");
    }

    [Fact]
    public async Task Run_CacheFileIsAFolder_GoesOnWithoutCache()
    {
        Directory.CreateDirectory(bench.CacheFile);
        await ExpectNoCacheAsync(bench.CacheFolder);
    }

    [Fact]
    public async Task Run_DiskFull_KeepsTheRun()
    {
        await bench.RunAsync();
        bench.AddMany(500, "more");
        // A cap on the pages of the file fails a write just as a full disk does.
        bench.Backbone = bench.Backbone with { Tap = "full" };
        var parts = bench.Parts with
        {
            OpenCache = (backbone, options) => new SqliteCache(
                options.CacheFolder!, backbone.Fingerprint, backbone.Features, "PRAGMA max_page_count = 1")
        };
        BottleneckResult result = await bench.RunAsync(parts: parts);
        Assert.Equal(Photos + 500, result.Computed);
        Assert.Equal(
            $"the bottleneck cache {bench.CacheFile} cannot be used (database or disk is full); bottlenecks are computed but not kept",
            Assert.Single(result.CacheNotices));
    }

    private async Task ExpectSetAsideAsync(Action<string> damage, string reason)
    {
        await bench.RunAsync();
        damage(bench.CacheFile);
        BottleneckResult result = await bench.RunAsync();
        Assert.Equal(
            $"the bottleneck cache {bench.CacheFile} was damaged ({reason}); "
                + "it was set aside as bottlenecks.sqlite.damaged-1 and is built anew", Assert.Single(result.CacheNotices));
        Assert.Equal(Photos, result.Computed);
        await bench.AssertAsWithoutCacheAsync(result);
        Assert.True(File.Exists(bench.CacheFile + ".damaged-1"));
        Assert.Equal((Photos, 0), Counts(await bench.RunAsync()));
    }

    private async Task ExpectNoCacheAsync(string folder)
    {
        bench.CacheFolder = folder;
        BottleneckResult result = await bench.RunAsync();
        string notice = Assert.Single(result.CacheNotices);
        Assert.StartsWith(
            $"the bottleneck cache {Path.Combine(folder, "bottlenecks.sqlite")} cannot be used (", notice, StringComparison.Ordinal);
        Assert.EndsWith("); bottlenecks are computed but not kept", notice, StringComparison.Ordinal);
        await bench.AssertAsWithoutCacheAsync(result);
    }

    private static (int FromCache, int Notices) Counts(BottleneckResult result) => (result.FromCache, result.CacheNotices.Count);

    private static void Cut(string file, double share)
    {
        using FileStream stream = File.OpenWrite(file);
        stream.SetLength((long)(stream.Length * share));
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of tests.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
