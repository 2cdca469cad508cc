using System.Security.Cryptography;
using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>Modules by name, URL or path, as <c>--tfhub_module</c> takes them.</summary>
internal static class ModuleStore
{
    private const string FileScheme = "file://";

    /// <summary>Whether the text can mean nothing but a module: a name of the catalogue, or a URL.</summary>
    public static bool IsModule(string text) =>
        ModuleAddress.IsUrl(text) || text.StartsWith("gs://", StringComparison.OrdinalIgnoreCase) || ModuleCatalogue.TryFind(text, out _);

    /// <summary>
    /// Finds a module on this machine, or downloads it into the cache first. Safe to call from several threads and processes at once: one
    /// downloads, the others wait.
    /// </summary>
    /// <param name="nameOrUrl">
    /// A name of the catalogue, a URL, or a path; a path that exists comes first and is given back as it is, file or folder.
    /// </param>
    /// <param name="options">Where modules are kept and fetched from.</param>
    /// <param name="progress">Told how far the download is; not called if there is none.</param>
    /// <param name="cancellationToken">Ends the download. What is here stays, and the next call goes on from there.</param>
    /// <returns>Path of the module's folder; a path of the user's own may be a file.</returns>
    /// <exception cref="UsageException">The name means nothing.</exception>
    /// <exception cref="RetrainException">The module cannot be had; one line says why and what to do.</exception>
    public static async Task<string> ResolveAsync(
        string nameOrUrl, ModuleStoreOptions options, IProgress<ModuleDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isFileUrl = nameOrUrl.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase);
        string path = isFileUrl && Uri.TryCreate(nameOrUrl, UriKind.Absolute, out Uri? local) ? local.LocalPath : nameOrUrl;
        if (Path.Exists(path))
        {
            return path;
        }

        ModuleAddress address = ModuleAddress.Parse(nameOrUrl);
        Uri source = address.ArchiveUrl(options.ModuleBaseUrl);
        var cache = new ModuleCache(options);
        if (cache.TryFind(address, out string folder))
        {
            return folder;
        }

        using IDisposable held = await cache.LockAsync(address, cancellationToken).ConfigureAwait(false);

        // Somebody else may have fetched it while we waited. The first look told of a damaged one.
        var quiet = new ModuleCache(options with { Notice = _ => { } });
        return quiet.TryFind(address, out folder)
            ? folder
            : await FetchAsync(address, source, cache, options, progress, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string> FetchAsync(
        ModuleAddress address,
        Uri source,
        ModuleCache cache,
        ModuleStoreOptions options,
        IProgress<ModuleDownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        string folder = cache.FolderOf(address);
        options.Notice($"Using {cache.Root} to cache modules.");
        options.Notice($"Downloading TF-Hub Module '{address.Url}'.");
        PartialDownload partial = PartialDownload.Open(folder + ".archive.part", source);
        string byHand = $"fetch {source} on another computer and unpack it into {folder}, or give the path of the file as --tfhub_module";
        HttpMessageHandler handler = options.Handler ?? SystemHandler(options);
        using (var client = new HttpClient(handler, disposeHandler: options.Handler is null) { Timeout = Timeout.InfiniteTimeSpan })
        {
            var downloader = new ModuleDownloader(client, options);
            await downloader.DownloadAsync(address, source, partial, byHand, progress, cancellationToken).ConfigureAwait(false);
        }

        // Unpacking computes and waits for the disk; the caller's thread may be that of a window.
        await Task.Run(() => Unpack(address, partial, cache, options, cancellationToken), cancellationToken).ConfigureAwait(false);
        partial.Remove();
        options.Notice($"Downloaded TF-Hub Module '{address.Url}'.");
        return folder;
    }

    private static void Unpack(
        ModuleAddress address, PartialDownload partial, ModuleCache cache, ModuleStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            string sha256 = Sha256Of(partial.Path, cancellationToken);
            if (options.Pins.TryGetValue(address.Url, out string? pin) && !pin.Equals(sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new RetrainException(
                    $"what was downloaded as {address.Url} is not the published archive (SHA-256 {sha256}, not {pin.ToLowerInvariant()}); "
                        + "try again, or use another mirror");
            }

            cache.Add(address, partial.Path, sha256, cancellationToken);
        }
        catch (RetrainException e) when (e.InnerException is not UnauthorizedAccessException and (not IOException or EndOfStreamException))
        {
            // It is whole but wrong: going on from it would fail for ever. A full disk is no fault of the archive.
            partial.Remove();
            throw;
        }
    }

    private static string Sha256Of(string path, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 17];
            while (file.Read(buffer) is > 0 and int read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the download {path} cannot be read: {e.OneLine()}", e);
        }
    }

    private static SocketsHttpHandler SystemHandler(ModuleStoreOptions options) =>
        new() { AllowAutoRedirect = false, ConnectTimeout = options.IdleTimeout };
}
