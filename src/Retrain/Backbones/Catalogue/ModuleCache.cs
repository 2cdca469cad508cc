using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>The caches of TensorFlow Hub and our own, which has the same layout (REFERENCE 8.3).</summary>
internal sealed class ModuleCache
{
    // From errno.h, as the system's message comes with them, and from winerror.h.
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharing = unchecked((int)0x80070020);

    /// <summary>One of them is in each module.</summary>
    private static readonly string[] MainFiles = ["saved_model.pb", "saved_model.pbtxt"];

    private readonly string[] roots;
    private readonly ModuleStoreOptions options;

    /// <summary>Creates the view; nothing is read or made yet.</summary>
    public ModuleCache(ModuleStoreOptions options)
    {
        this.options = options;
        roots = options.EnvironmentCacheFolder is { Length: > 0 } first ? [first]
            : options.CacheFolder is { Length: > 0 } second ? [second]
            : [options.UserCacheFolder, options.SharedCacheFolder];
    }

    /// <summary>Where new modules go.</summary>
    public string Root => Path.GetFullPath(roots[0]);

    /// <summary>Where a module is or goes.</summary>
    public string FolderOf(ModuleAddress address) => Path.Combine(Root, address.CacheName);

    /// <summary>Record of a module's archive, beside its folder.</summary>
    public static string RecordOf(string folder) => folder + ".archive.json";

    /// <summary>Finds a module that is whole; an empty folder is none.</summary>
    /// <param name="address">Its URL.</param>
    /// <param name="folder">Where it is.</param>
    public bool TryFind(ModuleAddress address, out string folder)
    {
        foreach (string root in roots)
        {
            folder = Path.Combine(Path.GetFullPath(root), address.CacheName);
            if (IsFilled(folder))
            {
                if (FaultOf(address, folder) is not { } fault)
                {
                    return true;
                }

                options.Notice($"the cached module {folder} is not as it was unpacked ({fault}); it is fetched again");
            }
        }

        folder = "";
        return false;
    }

    /// <summary>Waits until nobody fetches the module, and keeps others from it until the result is disposed or the process ends.</summary>
    /// <exception cref="RetrainException">The cache cannot be written.</exception>
    public async Task<IDisposable> LockAsync(ModuleAddress address, CancellationToken cancellationToken)
    {
        string path = FolderOf(address) + ".lock";
        bool isTold = false;
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Root);

                // Removed at the end, since to TensorFlow Hub the mere file means that somebody is at work.
                var file = new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
                file.SetLength(0);
                file.Write(System.Text.Encoding.UTF8.GetBytes($"{Environment.MachineName}.{Environment.ProcessId}.{Guid.NewGuid():N}"));
                file.Flush();
                return file;
            }
            catch (IOException e) when (e.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharing)
            {
                if (!isTold)
                {
                    options.Notice($"waiting for another process that fetches {address.Url} (it holds {path})");
                    isTold = true;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RetrainException(
                    $"the module cache {Root} cannot be written: {e.OneLine()}; name another folder with --tfhub_cache_dir", e);
            }

            await Task.Delay(options.PollInterval, options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Checks the archive, unpacks it and puts it in its place; call it with the lock held.</summary>
    /// <param name="address">Its URL.</param>
    /// <param name="archive">The file; it stays.</param>
    /// <param name="sha256">Of the file, in hexadecimal.</param>
    /// <param name="cancellationToken">Ends the unpacking; the cache is then as before.</param>
    /// <returns>The module's folder.</returns>
    public string Add(ModuleAddress address, string archive, string sha256, CancellationToken cancellationToken)
    {
        string folder = FolderOf(address);
        RemoveLeftovers(folder);
        string temporary = TemporaryName(folder);
        try
        {
            IReadOnlyList<ArchiveFile> files = ModuleArchive.Unpack(archive, temporary, address.Url, options.Limits, cancellationToken);
            if (!files.Any(f => MainFiles.Contains(f.Path)))
            {
                string found = files.Count == 0 ? "no file" : string.Join(", ", files.Take(3).Select(f => f.Path));
                string more = files.Count > 3 ? " and more" : "";
                throw new RetrainException(
                    $"the archive {address.Url} is no module: it holds {found}{more}, but no saved_model.pb at its top");
            }

            new ArchiveRecord(address.Url, sha256, new FileInfo(archive).Length, files).Write(RecordOf(folder));
            File.WriteAllText(
                folder + ".descriptor.txt",
                $"Module: {address.Url}\nDownload Time: {options.Time.GetUtcNow():yyyy-MM-dd HH:mm:ss.ffffff}\n"
                    + $"Downloader Hostname: {Environment.MachineName} (PID:{Environment.ProcessId})");
            if (Directory.Exists(folder))
            {
                Directory.Move(folder, TemporaryName(folder));
            }

            Directory.Move(temporary, folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the module {address.Url} cannot be put into the cache as {folder}: {e.OneLine()}", e);
        }
        finally
        {
            RemoveLeftovers(folder);
        }
    }

    private static bool IsFilled(string folder)
    {
        try
        {
            return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string? FaultOf(ModuleAddress address, string folder) =>
        ArchiveRecord.Read(RecordOf(folder)) is not { } record
            ? MainFiles.Any(f => File.Exists(Path.Combine(folder, f))) ? null : "saved_model.pb is gone"
            : options.Pins.TryGetValue(address.Url, out string? pin) && !pin.Equals(record.Sha256, StringComparison.OrdinalIgnoreCase)
                ? "its archive was not the published one"
                : record.FaultOf(folder);

    // TensorFlow Hub's own have 32 digits there; they are not ours to remove.
    private static string TemporaryName(string folder) => $"{folder}.retrain-{Guid.NewGuid():N}.tmp";

    private static void RemoveLeftovers(string folder)
    {
        try
        {
            string pattern = Path.GetFileName(folder) + ".retrain-*.tmp";
            foreach (string leftover in Directory.GetDirectories(Path.GetDirectoryName(folder)!, pattern))
            {
                Directory.Delete(leftover, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They waste space and do no other harm; the next download tries again.
        }
    }
}
