using System.Formats.Tar;
using System.IO.Compression;
using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>A file that was in an archive.</summary>
/// <param name="Path">Below the folder, with <c>/</c>.</param>
/// <param name="Size">In bytes.</param>
internal readonly record struct ArchiveFile(string Path, long Size);

/// <summary>Unpacks tar and tar.gz: files and folders alone, and nothing outside of the target (REFERENCE 8.3).</summary>
internal static class ModuleArchive
{
    private const int HeadBytes = 512;
    private const int BufferBytes = 1 << 17;

    /// <summary>Unpacks into a new folder and flushes each file to the disk.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="folder">Made here. Whoever called removes it if this fails.</param>
    /// <param name="name">What errors call the archive, such as its URL.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="cancellationToken">Ends it between two blocks.</param>
    /// <returns>The files in it.</returns>
    /// <exception cref="RetrainException">It is no such archive, is damaged, holds what it may not hold, or cannot be written.</exception>
    public static IReadOnlyList<ArchiveFile> Unpack(
        string archive, string folder, string name, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        RetrainException Refuse(string fault) => new($"the archive {name} {fault}; it is not unpacked");
        try
        {
            using FileStream file = File.OpenRead(archive);
            var head = new byte[HeadBytes];
            int headBytes = file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            file.Position = 0;
            bool isPacked = head[0] == 0x1F && head[1] == 0x8B;
            if (!isPacked && ForeignKind(head.AsSpan(0, headBytes)) is { } kind)
            {
                throw new RetrainException($"{name} is {kind}, not the tar or tar.gz archive of a module");
            }

            Directory.CreateDirectory(folder);
            using Stream plain = isPacked ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            using var guard = new TarGuard(plain, limits, Refuse);
            IReadOnlyList<ArchiveFile> files = UnpackEntries(guard, folder, limits, Refuse, cancellationToken);

            // The check sum of gzip stands behind its last byte, which the end of the tar may come before.
            Drain(plain, limits, Refuse, cancellationToken);
            return files;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException
            or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new RetrainException($"the archive {name} is damaged or not complete: {e.OneLine()}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the archive {name} cannot be unpacked into {folder}: {e.OneLine()}", e);
        }
    }

    /// <summary>Whether these are the first bytes of a web page.</summary>
    public static bool IsWebPage(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        ReadOnlySpan<byte> text = head.StartsWith(byteOrderMark) ? head[3..] : head;
        string start = System.Text.Encoding.ASCII.GetString(text[..Math.Min(text.Length, 200)]).TrimStart();
        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<head", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<!--", StringComparison.Ordinal);
    }

    // The old V7 form of tar has no mark, so whatever has no mark of another kind may be one.
    private static string? ForeignKind(ReadOnlySpan<byte> head) =>
        head.Length == 0 ? "empty"
        : IsWebPage(head) ? "a web page"
        : head.StartsWith("BZh"u8) ? "packed by bzip2"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A]) ? "packed by xz"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "packed by zstd"
        : head.StartsWith("PK"u8) ? "a zip file"
        : head.StartsWith("<?xml"u8) ? "an XML document"
        : head[0] == '{' ? "a JSON text"
        : head.Length < HeadBytes ? $"a file of {head.Length} bytes"
        : null;

    private static List<ArchiveFile> UnpackEntries(
        TarGuard guard, string folder, ArchiveLimits limits, Func<string, RetrainException> refuse, CancellationToken cancellationToken)
    {
        var files = new List<ArchiveFile>();

        // Names that differ in case alone are one file on some systems.
        var isFolder = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase) { [""] = true };
        using var reader = new TarReader(guard, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            string shown = Shown(entry.Name);
            bool isFile = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
            if (!isFile && entry.EntryType is not TarEntryType.Directory)
            {
                throw refuse($"holds {Article(entry.EntryType)}, '{shown}', where only files and folders may be");
            }

            if (entry.Length != guard.LatestSize)
            {
                throw refuse($"gives two sizes for '{shown}', {guard.LatestSize} and {entry.Length} bytes");
            }

            if (ArchivePath.Check(entry.Name, limits, out string path) is { } fault)
            {
                throw refuse($"holds the path '{shown}', which {fault}");
            }

            if (isFile && path.Length == 0)
            {
                throw refuse($"holds a file without a name, '{shown}'");
            }

            for (int end = path.IndexOf('/'); end >= 0; end = path.IndexOf('/', end + 1))
            {
                if (!isFolder.TryAdd(path[..end], true) && !isFolder[path[..end]])
                {
                    throw refuse($"holds '{shown}' below a file");
                }
            }

            if (!isFolder.TryAdd(path, !isFile) && (isFile || !isFolder[path]))
            {
                throw refuse($"holds '{shown}' twice");
            }

            string target = Path.Combine(folder, path);
            if (isFile)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                WriteFile(entry, target, cancellationToken);
                files.Add(new ArchiveFile(path, entry.Length));
            }
            else
            {
                Directory.CreateDirectory(target);
            }
        }

        return files;
    }

    private static void WriteFile(TarEntry entry, string target, CancellationToken cancellationToken)
    {
        using var output = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        long left = entry.Length;
        if (entry.DataStream is { } content)
        {
            var buffer = new byte[(int)Math.Clamp(left, 1, BufferBytes)];
            while (content.Read(buffer) is > 0 and int read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                output.Write(buffer, 0, read);
                left -= read;
            }
        }

        if (left != 0)
        {
            throw new EndOfStreamException($"'{entry.Name}' ends {left} bytes early");
        }

        output.Flush(flushToDisk: true);
    }

    private static void Drain(
        Stream plain, ArchiveLimits limits, Func<string, RetrainException> refuse, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        long rest = 0;
        while (plain.Read(buffer) is > 0 and int read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rest += read;
            if (rest > limits.UnpackedBytes)
            {
                throw refuse($"unpacks to more than {limits.UnpackedBytes} bytes");
            }
        }
    }

    private static string Article(TarEntryType type) => type switch
    {
        TarEntryType.SymbolicLink => "a symbolic link",
        TarEntryType.HardLink => "a hard link",
        TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
        TarEntryType.Fifo => "a pipe",
        TarEntryType.SparseFile => "a sparse file",
        _ => $"an entry of type {type}",
    };

    private static string Shown(string name)
    {
        string clean = string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
        return clean.Length <= 80 ? clean : clean[..77] + "...";
    }
}
