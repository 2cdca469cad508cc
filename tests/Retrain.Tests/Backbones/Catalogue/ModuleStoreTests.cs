using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Retrain.Backbones.Catalogue;
using Retrain.Foundation;

namespace Retrain.Tests.Backbones.Catalogue;

/// <summary>Downloads from a server on this machine that does what servers and lines between do.</summary>
public sealed class ModuleStoreTests : IDisposable
{
    private const string Name = "inception_v3";
    private const string Url = "https://tfhub.dev/google/imagenet/inception_v3/feature_vector/3";
    private const string HashOfUrl = "d765412e8955a7067e9c0031f60783359e0e5c3f";

    private static readonly byte[] Archive = TinyTar.Module();

    private readonly TemporaryFolder folder = new();
    private readonly SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false };
    private readonly ConcurrentQueue<string> notices = new();
    private readonly ConcurrentQueue<ModuleDownloadProgress> progress = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Cache => folder["cache"];

    private string ModuleFolder => folder["cache", HashOfUrl];

    [Fact]
    public async Task ResolveAsync_ShortName_DownloadsIntoTensorFlowHubsLayout()
    {
        await using var server = new LocalServer(r => Answer.File(r, Archive));
        string path = await ResolveAsync(Name, Options(server));

        Assert.Equal(ModuleFolder, path);
        AssertWhole(path);
        Request request = Assert.Single(server.Requests);
        Assert.Equal("/google/imagenet/inception_v3/feature_vector/3?tf-hub-format=compressed", request.Path);
        Assert.Equal(
            [HashOfUrl, HashOfUrl + ".archive.json", HashOfUrl + ".descriptor.txt"],
            Directory.GetFileSystemEntries(Cache).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));
        Assert.StartsWith($"Module: {Url}\nDownload Time: ", File.ReadAllText(ModuleFolder + ".descriptor.txt"), StringComparison.Ordinal);
        ArchiveRecord record = ArchiveRecord.Read(ModuleFolder + ".archive.json")!;
        Assert.Equal((Url, Convert.ToHexStringLower(SHA256.HashData(Archive)), Archive.Length), (record.Url, record.Sha256, record.Size));
        Assert.Equal(3, record.Files.Count);
        Assert.Equal(new ModuleDownloadProgress(0, Archive.Length), progress.First());
        Assert.Equal(new ModuleDownloadProgress(Archive.Length, Archive.Length), progress.Last());
        Assert.Contains($"Using {Cache} to cache modules.", notices);
    }

    [Fact]
    public async Task ResolveAsync_FullSizeModule_ArrivesWhole()
    {
        string file = SharedData.Shared("fixtures", "modules", "inception_v3", "feature_vector", "module.tar.gz");
        byte[] bytes = await File.ReadAllBytesAsync(file, Token);
        await using var server = new LocalServer(r => Answer.File(r, bytes));
        string path = await ResolveAsync(Name, Options(server));
        Assert.Equal(87_211_136, new FileInfo(Path.Combine(path, "variables", "variables.data-00000-of-00001")).Length);
        Assert.Equal([8, 3], await File.ReadAllBytesAsync(Path.Combine(path, "tfhub_module.pb"), Token));
    }

    [Fact]
    public async Task ResolveAsync_SecondTime_AsksNobody()
    {
        await using var server = new LocalServer(r => Answer.File(r, Archive));
        await ResolveAsync(Name, Options(server));
        Assert.Equal(ModuleFolder, await ResolveAsync(Url, Options(server)));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("environment")]
    [InlineData("argument")]
    [InlineData("own")]
    [InlineData("shared")]
    public async Task ResolveAsync_ModuleInAnExistingCache_UsesItWithoutARequest(string which)
    {
        string there = folder.Write(Path.Combine(which, HashOfUrl, "saved_model.pb"), [1]);
        ModuleStoreOptions options = Options(null) with
        {
            EnvironmentCacheFolder = which == "environment" ? folder["environment"] : null,
            CacheFolder = which is "environment" or "argument" ? folder["argument"] : null,
            UserCacheFolder = folder["own"],
            SharedCacheFolder = folder["shared"],
        };
        Assert.Equal(Path.GetDirectoryName(there), await ResolveAsync(Name, options));
    }

    [Fact]
    public async Task ResolveAsync_NoCacheNamed_DownloadsIntoTheUsersOwn()
    {
        await using var server = new LocalServer(r => Answer.File(r, Archive));
        Directory.CreateDirectory(folder["shared", HashOfUrl]);
        ModuleStoreOptions options = Options(server) with
        {
            CacheFolder = null,
            UserCacheFolder = folder["own"],
            SharedCacheFolder = folder["shared"],
        };
        Assert.Equal(folder["own", HashOfUrl], await ResolveAsync(Name, options));
        Assert.Empty(Directory.GetFileSystemEntries(folder["shared", HashOfUrl]));
    }

    [Fact]
    public async Task ResolveAsync_EmptyFolderInCache_IsNoHit()
    {
        await using var server = new LocalServer(r => Answer.File(r, Archive));
        Directory.CreateDirectory(ModuleFolder);
        AssertWhole(await ResolveAsync(Name, Options(server)));
    }

    [Theory]
    [InlineData("saved_model.pb is gone", true)]
    [InlineData("saved_model.pb has 1 bytes, not 3", false)]
    public async Task ResolveAsync_ModuleInCacheLostSomething_IsFetchedAgain(string fault, bool delete)
    {
        await using var server = new LocalServer(r => Answer.File(r, Archive));
        string file = Path.Combine(await ResolveAsync(Name, Options(server)), "saved_model.pb");
        await File.WriteAllBytesAsync(file, [1], Token);
        if (delete)
        {
            File.Delete(file);
        }

        AssertWhole(await ResolveAsync(Name, Options(server)));
        Assert.Equal(2, server.Requests.Count);
        Assert.Single(notices, n => n.Contains(fault, StringComparison.Ordinal));
        Assert.Equal(3, Directory.GetFileSystemEntries(Cache).Length);
    }

    [Fact]
    public async Task ResolveAsync_LocalPath_ComesFirstAndIsUsedInPlace()
    {
        string file = folder.Write("module.tar.gz", Archive);
        Assert.Equal(file, await ResolveAsync(file, Options(null)));
        Assert.Equal(file, await ResolveAsync(new Uri(file).AbsoluteUri, Options(null)));
        Assert.Equal(folder.FullPath, await ResolveAsync(folder.FullPath, Options(null)));
    }

    [Fact]
    public async Task ResolveAsync_ConnectionCutTwice_FetchesNoByteTwice()
    {
        await using var server = new LocalServer(r => Answer.File(r, Archive) with { SendOnly = r.From < 200_000 ? 100_000 : null });
        AssertWhole(await ResolveAsync(Name, Options(server)));
        Assert.Equal([0, 100_000, 200_000], server.Requests.Select(r => r.From));
        Assert.All(server.Requests.Skip(1), r => Assert.Equal("\"one\"", r.Headers["If-Range"]));
    }

    [Fact]
    public async Task ResolveAsync_GivenUpThenStartedAgain_GoesOnWhereItWas()
    {
        bool isCutting = true;
        await using var server = new LocalServer(r => Answer.File(r, Archive) with { SendOnly = isCutting ? 10_000 : null });
        RetrainException fault = await FaultAsync(Options(server));
        Assert.Contains("failed 4 times", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"40000 of {Archive.Length} bytes are kept", fault.Message, StringComparison.Ordinal);
        isCutting = false;
        AssertWhole(await ResolveAsync(Name, Options(server)));
        Assert.Equal([0, 10_000, 20_000, 30_000, 40_000], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task ResolveAsync_FileChangedBetweenTwoTries_StartsFromItsBeginning()
    {
        byte[] other = TinyTar.Module(200_000);
        int n = 0;
        await using var server = new LocalServer(
            r => n++ == 0 ? Answer.File(r, Archive) with { SendOnly = 100_000 } : Answer.File(r, other, "\"two\""));
        string path = await ResolveAsync(Name, Options(server));
        Assert.Equal(200_000, new FileInfo(Path.Combine(path, "variables", "variables.data-00000-of-00001")).Length);
    }

    [Fact]
    public async Task ResolveAsync_CutWithoutAnyMarkOfTheVersion_StartsFromItsBeginning()
    {
        int n = 0;
        await using var server = new LocalServer(_ => new Answer(200, Archive) { SendOnly = n++ == 0 ? 100_000 : null });
        AssertWhole(await ResolveAsync(Name, Options(server)));
        Assert.Equal([0, 0], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task ResolveAsync_AnotherPartThanAskedFor_StartsFromItsBeginning()
    {
        int n = 0;
        await using var server = new LocalServer(r => n++ switch
        {
            0 => Answer.File(r, Archive) with { SendOnly = 100_000 },
            1 => Answer.Part(Archive, 50_000),
            2 => Answer.File(r, Archive) with { SendOnly = 100_000 },
            3 => new Answer(416, []),
            _ => Answer.File(r, Archive),
        });
        AssertWhole(await ResolveAsync(Name, Options(server) with { Waits = [.. Enumerable.Repeat(TimeSpan.Zero, 4)] }));
        Assert.Equal([0, 100_000, 0, 100_000, 0], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task ResolveAsync_NoLengthSaid_ReadsToTheEnd()
    {
        await using var server = new LocalServer(_ => new Answer(200, Archive) { SaysLength = false });
        AssertWhole(await ResolveAsync(Name, Options(server)));
        Assert.Null(progress.Last().Total);
    }

    [Fact]
    public async Task ResolveAsync_NoLengthSaidAndCut_IsNotTakenForWhole()
    {
        await using var server = new LocalServer(_ => new Answer(200, Archive) { SaysLength = false, SendOnly = 100_000 });
        RetrainException fault = await FaultAsync(Options(server));
        Assert.Contains("damaged or not complete", fault.Message, StringComparison.Ordinal);
        AssertNothingIsThere();
    }

    [Theory]
    [InlineData(-1000, "damaged or not complete")]
    [InlineData(1000, "the connection broke after")]
    public async Task ResolveAsync_WrongLength_IsRefused(int error, string expected)
    {
        await using var server = new LocalServer(_ => new Answer(200, Archive) { Length = Archive.Length + error });
        RetrainException fault = await FaultAsync(Options(server));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(ModuleFolder));
    }

    [Fact]
    public async Task ResolveAsync_ServerFallsSilent_GoesOnWithAnotherConnection()
    {
        await using var server = new LocalServer(
            r => r.From == 0 ? Answer.File(r, Archive) with { SendOnly = 100_000, Stalls = true } : Answer.File(r, Archive));
        var clock = new StoppedClock();
        ModuleStoreOptions options = Options(server) with { Time = clock, Waits = [TimeSpan.Zero] };
        var report = new RelayProgress<ModuleDownloadProgress>(p =>
        {
            // The second connection starts by reporting the same number.
            if (p.Bytes == 100_000 && server.Requests.Count == 1)
            {
                clock.FireAll();
            }
        });
        AssertWhole(await ModuleStore.ResolveAsync(Name, options, report, Token));
        Assert.Equal([0, 100_000], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task ResolveAsync_ServerNeverAnswers_IsGivenUpAfterTheSecondTry()
    {
        var clock = new StoppedClock();
        await using var server = new LocalServer(r =>
        {
            clock.FireAll();
            return Answer.File(r, Archive) with { Before = Task.Delay(Timeout.Infinite, Token) };
        });
        ModuleStoreOptions options = Options(server) with { Time = clock, Waits = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero] };
        RetrainException fault = await FaultAsync(options);
        Assert.Contains("cannot be reached", fault.Message, StringComparison.Ordinal);
        Assert.Contains("silent for 60 s", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task ResolveAsync_RedirectToAnotherHost_IsFollowed(int status)
    {
        await using var store = new LocalServer(r => Answer.File(r, Archive) with { SendOnly = r.From == 0 ? 100_000 : null });
        await using var hub = new LocalServer(r => Answer.Redirect(status, $"http://localhost:{store.Port}/files/m.tar.gz"));
        AssertWhole(await ResolveAsync(Name, Options(hub)));
        Assert.Equal(["/files/m.tar.gz", "/files/m.tar.gz"], store.Requests.Select(r => r.Path));
        Assert.Equal([0, 100_000], store.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task ResolveAsync_RelativeRedirect_IsFollowed()
    {
        await using var server = new LocalServer(r => r.Path == "/m.tgz" ? Answer.File(r, Archive) : Answer.Redirect(302, "/m.tgz"));
        AssertWhole(await ResolveAsync(Name, Options(server)));
    }

    [Fact]
    public async Task ResolveAsync_RedirectInCircles_IsRefused()
    {
        await using var server = new LocalServer(r => Answer.Redirect(302, r.Path));
        Assert.Contains("from address to address", (await FaultAsync(Options(server))).Message, StringComparison.Ordinal);
        Assert.Equal(11, server.Requests.Count);
    }

    [Theory]
    [InlineData("http://elsewhere/m.tar.gz", "is not encrypted")]
    [InlineData("file:///etc/passwd", "is no web address")]
    public async Task ResolveAsync_RedirectToSomethingUnsafe_IsRefused(string target, string expected)
    {
        var stub = new Stub(_ => new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri(target) } });
        ModuleStoreOptions options = Options(null) with { Handler = stub };
        Assert.Contains(expected, (await FaultAsync(options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "there is no such module")]
    [InlineData(403, "does not give it to everybody")]
    [InlineData(407, "HTTPS_PROXY=")]
    [InlineData(418, "HTTP 418")]
    public async Task ResolveAsync_Refusal_SaysWhatToDoAtOnce(int status, string expected)
    {
        await using var server = new LocalServer(_ => Answer.Text(status, "<html>no</html>"));
        RetrainException fault = await FaultAsync(Options(server));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        AssertSaysWhatToDoByHand(fault, server.Base);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task ResolveAsync_MisspeltUrlThatIsNotThere_AsksForTheNearest()
    {
        await using var server = new LocalServer(_ => new Answer(404, []));
        RetrainException fault = await Assert.ThrowsAsync<RetrainException>(
            () => ResolveAsync("https://tfhub.dev/google/imagenet/inceptoin_v3/feature_vector/3", Options(server)));
        Assert.Contains("did you mean inception_v3?", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResolveAsync_ServerInTroubleForAWhile_IsAskedAgain()
    {
        int n = 0;
        await using var server = new LocalServer(
            r => n++ < 3 ? new Answer(503, []) { Headers = { ["Retry-After"] = "0" } } : Answer.File(r, Archive));
        AssertWhole(await ResolveAsync(Name, Options(server)));
    }

    [Fact]
    public async Task ResolveAsync_ServerInTroubleForGood_IsGivenUp()
    {
        await using var server = new LocalServer(_ => new Answer(500, []));
        RetrainException fault = await FaultAsync(Options(server));
        Assert.Contains("the server answered 500", fault.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
        AssertSaysWhatToDoByHand(fault, server.Base);
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", "gave a web page of localhost instead")]
    [InlineData("application/octet-stream", "is a web page, not the tar")]
    public async Task ResolveAsync_WebPageInsteadOfArchive_IsNamed(string type, string expected)
    {
        await using var page = new LocalServer(_ => Answer.Text(200, "\n<!DOCTYPE html><html>Models</html>" + new string(' ', 600), type));
        await using var hub = new LocalServer(_ => Answer.Redirect(302, $"http://localhost:{page.Port}/models"));
        Assert.Contains(expected, (await FaultAsync(Options(hub))).Message, StringComparison.Ordinal);
        AssertNothingIsThere();
    }

    [Fact]
    public async Task ResolveAsync_HostileArchive_LeavesNothing()
    {
        byte[] evil = TinyTar.Pack(TinyTar.Entry("saved_model.pb", '0', [1]), TinyTar.Entry("../../evil", '0', [1]));
        await using var server = new LocalServer(r => Answer.File(r, evil));
        RetrainException fault = await FaultAsync(Options(server));
        Assert.Contains("'../../evil'", fault.Message, StringComparison.Ordinal);
        AssertNothingIsThere();
    }

    [Fact]
    public async Task ResolveAsync_ArchiveOfSomethingElse_SaysWhatItHolds()
    {
        byte[] other = TinyTar.Pack(TinyTar.Entry("module/saved_model.pb", '0', [1]));
        await using var server = new LocalServer(r => Answer.File(r, other));
        Assert.Contains("holds module/saved_model.pb", (await FaultAsync(Options(server))).Message, StringComparison.Ordinal);
        AssertNothingIsThere();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ResolveAsync_ArchiveWithoutEnd_IsStoppedAtTheLimit(bool saysLength)
    {
        await using var server = new LocalServer(_ => new Answer(200, Archive) { SaysLength = saysLength });
        ModuleStoreOptions options = Options(server) with { Limits = new ArchiveLimits { ArchiveBytes = 100_000 } };
        Assert.Contains("(limit 100000)", (await FaultAsync(options)).Message, StringComparison.Ordinal);
        AssertNothingIsThere();
    }

    [Fact]
    public async Task ResolveAsync_PinnedModule_TakesNoOtherArchive()
    {
        await using var server = new LocalServer(r => Answer.File(r, Archive));
        ModuleStoreOptions options = Options(server);
        ModuleStoreOptions Pinned(byte[] archive) =>
            options with { Pins = new Dictionary<string, string> { [Url] = Convert.ToHexString(SHA256.HashData(archive)) } };
        RetrainException fault = await FaultAsync(Pinned([1]));
        Assert.Contains("is not the published archive", fault.Message, StringComparison.Ordinal);
        AssertNothingIsThere();

        AssertWhole(await ResolveAsync(Name, Pinned(Archive)));
        AssertWhole(await ResolveAsync(Name, Pinned(Archive)));
        Assert.Equal(2, server.Requests.Count);

        // In the cache from before the pin was known.
        await FaultAsync(Pinned([1]));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task ResolveAsync_TwoAtOnce_DownloadOnce()
    {
        var go = new TaskCompletionSource();
        await using var server = new LocalServer(r => Answer.File(r, Archive) with { Before = go.Task });
        ModuleStoreOptions options = Options(server);
        Task<string> first = ResolveAsync(Name, options);
        Task<string> second = ResolveAsync(Name, options);
        while (!notices.Any(n => n.StartsWith("waiting for another process", StringComparison.Ordinal)))
        {
            await Task.Delay(5, Token);
        }

        go.SetResult();
        Assert.Equal(await first, await second);
        AssertWhole(await first);
        Assert.Single(server.Requests);
        Assert.False(File.Exists(ModuleFolder + ".lock"));
    }

    [Fact]
    public async Task LockAsync_ManyAtOnce_AreHeldOneAfterAnother()
    {
        var cache = new ModuleCache(Options(null) with { PollInterval = TimeSpan.FromMilliseconds(1) });
        int inside = 0;
        int times = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                using IDisposable held = await cache.LockAsync(new ModuleAddress(Url), Token);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                await Task.Yield();
                Interlocked.Increment(ref times);
                Interlocked.Decrement(ref inside);
            }
        })));
        Assert.Equal(160, times);
        Assert.False(File.Exists(ModuleFolder + ".lock"));
    }

    [Fact]
    public async Task ResolveAsync_LeftoversOfAKilledProcess_DoNotHinderAndAreRemoved()
    {
        folder.Write(Path.Combine("cache", HashOfUrl + ".lock"), "host.1.x"u8);
        folder.Write(Path.Combine("cache", HashOfUrl + ".retrain-0123.tmp", "saved_model.pb"), [1]);
        folder.Write(Path.Combine("cache", HashOfUrl + ".archive.part"), [1, 2, 3]);
        folder.Write(Path.Combine("cache", HashOfUrl + ".archive.part.json"), "{ \"sour"u8);
        await using var server = new LocalServer(r => Answer.File(r, Archive));
        AssertWhole(await ResolveAsync(Name, Options(server)));
        Assert.Equal(3, Directory.GetFileSystemEntries(Cache).Length);
    }

    [Fact]
    public async Task ResolveAsync_Cancelled_KeepsWhatIsHereForTheNextRun()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new LocalServer(
            r => r.From == 0 ? Answer.File(r, Archive) with { SendOnly = 100_000, Stalls = true } : Answer.File(r, Archive));
        ModuleStoreOptions options = Options(server);
        var report = new RelayProgress<ModuleDownloadProgress>(p =>
        {
            if (p.Bytes == 100_000)
            {
                cancel.Cancel();
            }
        });
        OperationCanceledException fault = await Assert.ThrowsAsync<OperationCanceledException>(
            () => ModuleStore.ResolveAsync(Name, options, report, cancel.Token));
        Assert.Equal(cancel.Token, fault.CancellationToken);
        Assert.False(File.Exists(ModuleFolder + ".lock"));
        AssertWhole(await ResolveAsync(Name, options));
        Assert.Equal([0, 100_000], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task ResolveAsync_NobodyListens_SaysWhichFileToPutWhere()
    {
        string closed;
        await using (var server = new LocalServer(r => Answer.File(r, Archive)))
        {
            closed = server.Base;
        }

        RetrainException fault = await FaultAsync(Options(null) with { ModuleBaseUrl = closed });
        Assert.Contains($"the module {Url} is not in the cache, and 127.0.0.1 cannot be reached", fault.Message, StringComparison.Ordinal);
        AssertSaysWhatToDoByHand(fault, closed);
    }

    [Fact]
    public async Task ResolveAsync_NoNetwork_SaysWhichFileToPutWhere()
    {
        var stub = new Stub(_ => throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known"));
        ModuleStoreOptions options = Options(null) with { Handler = stub };
        RetrainException fault = await FaultAsync(options);
        Assert.Equal(
            $"the module {Url} is not in the cache, and tfhub.dev cannot be reached to download it (Name or service not known); "
                + "behind a proxy set HTTPS_PROXY, and for a mirror use --module_base_url. "
                + $"Otherwise fetch {Url}?tf-hub-format=compressed on another computer and unpack it into {ModuleFolder}, "
                + "or give the path of the file as --tfhub_module",
            fault.Message);
    }

    [Fact]
    public async Task ResolveAsync_CertificateNotTrusted_SaysHowToTrustIt()
    {
        var stub = new Stub(_ => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "untrusted root"));
        ModuleStoreOptions options = Options(null) with { Handler = stub };
        Assert.Contains("SSL_CERT_FILE", (await FaultAsync(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResolveAsync_PlainAddressOfATar_WorksToo()
    {
        byte[] plain = TinyTar.Join(TinyTar.Entry("saved_model.pb", '0', [1]));
        await using var server = new LocalServer(r => Answer.File(r, plain));
        string url = server.Base + "/mine/m.tar";
        string path = await ResolveAsync(url, Options(server) with { ModuleBaseUrl = null });
        Assert.Equal(Path.Combine(Cache, new ModuleAddress(url).CacheName), path);
        Assert.Equal("/mine/m.tar", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task ResolveAsync_CacheThatCannotBeWritten_NamesTheOption()
    {
        string file = folder.Write("file", [1]);
        RetrainException fault = await FaultAsync(Options(null) with { CacheFolder = Path.Combine(file, "cache") });
        Assert.Contains("--tfhub_cache_dir", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        handler.Dispose();
        folder.Dispose();
    }

    private static void AssertWhole(string path)
    {
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Combine(path, "saved_model.pb")));
        byte[] weights = File.ReadAllBytes(Path.Combine(path, "variables", "variables.data-00000-of-00001"));
        var expected = new byte[300_000];
        new Random(1).NextBytes(expected);
        Assert.True(expected.AsSpan().SequenceEqual(weights));
    }

    private void AssertNothingIsThere() => Assert.Empty(Directory.GetFileSystemEntries(Cache));

    private void AssertSaysWhatToDoByHand(RetrainException fault, string server)
    {
        Assert.Contains(server + "/google/imagenet/inception_v3/feature_vector/3?tf-hub-format", fault.Message, StringComparison.Ordinal);
        Assert.Contains(ModuleFolder, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private Task<string> ResolveAsync(string name, ModuleStoreOptions options) =>
        ModuleStore.ResolveAsync(name, options, new RelayProgress<ModuleDownloadProgress>(progress.Enqueue), Token);

    private Task<RetrainException> FaultAsync(ModuleStoreOptions options) =>
        Assert.ThrowsAsync<RetrainException>(() => ResolveAsync(Name, options));

    private ModuleStoreOptions Options(LocalServer? server) => new()
    {
        EnvironmentCacheFolder = null,
        CacheFolder = Cache,
        ModuleBaseUrl = server?.Base,
        Handler = handler,
        IdleTimeout = TimeSpan.FromSeconds(60),
        Waits = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(5), 3)],
        PollInterval = TimeSpan.FromMilliseconds(10),
        Notice = notices.Enqueue,
    };

    private sealed class Stub(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}
