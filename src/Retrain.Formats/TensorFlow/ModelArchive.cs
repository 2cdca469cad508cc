using System.Formats.Tar;
using System.IO.Compression;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// A model's files out of a tar archive, packed with gzip or not. What a model consists of is kept in memory (networks of this kind have at
/// most some hundred
/// megabytes), so that nothing has to be removed afterwards; all else is passed over, but counted.
/// </summary>
internal sealed class ModelArchive : ModelFiles
{
    /// <summary>Most bytes that an archive may unpack to, wanted or not.</summary>
    private const long MaximumUnpacked = 4L << 30;

    /// <summary>Most bytes that are kept.</summary>
    private const long MaximumKept = 1L << 30;

    private const int MaximumEntries = 100_000;
    private const string VariablesFolder = "variables";
    private readonly Dictionary<string, byte[]> files;

    private ModelArchive(Dictionary<string, byte[]> files) => this.files = files;

    /// <summary>Whether a file's first bytes are those of such an archive.</summary>
    /// <param name="head">At least 512 bytes, if the file has as many.</param>
    public static bool IsArchive(ReadOnlySpan<byte> head) =>
        (head.Length > 1 && head[0] == 0x1f && head[1] == 0x8b) || (head.Length > 262 && head[257..262].SequenceEqual("ustar"u8));

    /// <summary>Unpacks an archive.</summary>
    /// <exception cref="TensorFlowFormatException">
    /// It is damaged, too large, holds links or paths that lead out of it, or no model.
    /// </exception>
    public static ModelArchive Read(Stream archive)
    {
        try
        {
            Span<byte> head = stackalloc byte[2];
            int count = archive.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            archive.Position = 0;
            using Stream unpacked = count == 2 && head[0] == 0x1f && head[1] == 0x8b
                ? new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true)
                : archive;
            using var counted = new LimitedStream(unpacked, MaximumUnpacked);
            using var tar = new TarReader(counted, leaveOpen: true);
            return new ModelArchive(Rooted(ReadEntries(tar)));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or ArgumentException or NotSupportedException
            or InvalidOperationException or OverflowException or UnauthorizedAccessException or OutOfMemoryException)
        {
            // OutOfMemoryException: a header may claim any size for the text of an extended header.
            throw new TensorFlowFormatException($"the archive is damaged, or no tar archive: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override long? Length(string name) => files.TryGetValue(name, out byte[]? file) ? file.Length : null;

    /// <inheritdoc/>
    public override void Read(string name, long offset, Span<byte> target) => files[name].AsSpan((int)offset, target.Length).CopyTo(target);

    private static Dictionary<string, byte[]> ReadEntries(TarReader tar)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        long kept = 0;
        for (int entries = 0; tar.GetNextEntry() is { } entry; entries++)
        {
            if (entries == MaximumEntries)
            {
                throw new TensorFlowFormatException($"the archive has more than {MaximumEntries} entries");
            }

            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            string name = SafeName(entry.Name);
            switch (entry.EntryType)
            {
                case TarEntryType.Directory or TarEntryType.DirectoryList:
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    if (IsWanted(name))
                    {
                        found[name] = ReadContent(entry, name, MaximumKept - kept);
                        kept += found[name].Length;
                    }

                    break;
                default:
                    throw new TensorFlowFormatException(
                        $"the archive holds '{name}', which is neither a file nor a folder ({entry.EntryType})");
            }
        }

        return found;
    }

    /// <summary>The path inside the archive without dots.</summary>
    private static string SafeName(string name)
    {
        string[] parts = name.Replace('\\', '/').Split('/');
        return name.StartsWith('/') || name.StartsWith('\\') || parts.Contains("..") || name.Contains(':', StringComparison.Ordinal)
            || name.Contains('\0', StringComparison.Ordinal)
            ? throw new TensorFlowFormatException($"the archive holds the path '{name}', which leads out of it")
            : string.Join('/', parts.Where(p => p is not ("" or ".")));
    }

    private static bool IsWanted(string name)
    {
        string[] parts = name.Split('/');
        return SavedModelFolder.FileNames.Contains(parts[^1]) || parts[^1] == HubModule.MarkerName
            || (parts.Length > 1 && parts[^2] == VariablesFolder);
    }

    private static byte[] ReadContent(TarEntry entry, string name, long limit)
    {
        using var content = new MemoryStream();
        if (entry.DataStream is { } data)
        {
            // The stated length is not believed: memory grows with what is really there.
            byte[] buffer = new byte[81920];
            for (int count; (count = data.Read(buffer)) > 0;)
            {
                if (content.Length + count > Math.Min(limit, MaximumWhole))
                {
                    throw new TensorFlowFormatException(
                        $"the archive's '{name}' is larger than the {Math.Min(limit, MaximumWhole) >> 20} MB that are possible");
                }

                content.Write(buffer.AsSpan(0, count));
            }
        }

        return content.ToArray();
    }

    /// <summary>Names relative to the folder of the model, which may be the archive's root or a folder in it.</summary>
    private static Dictionary<string, byte[]> Rooted(Dictionary<string, byte[]> files)
    {
        string[] models = [.. files.Keys.Where(k => SavedModelFolder.FileNames.Contains(Path.GetFileName(k)))
            .Select(k => k[..(k.LastIndexOf('/') + 1)]).Distinct()];
        string root = models.Length switch
        {
            0 => throw new TensorFlowFormatException(
                $"the archive holds no {SavedModelFolder.FileNames[0]}, which every SavedModel and Hub module has"),
            1 => models[0],
            _ when models.Contains("") => "",
            _ => throw new TensorFlowFormatException(
                $"the archive holds more than one model: {string.Join(", ", models.Take(5))}; unpack it and give one folder"),
        };
        return files.Where(f => f.Key.StartsWith(root, StringComparison.Ordinal))
            .ToDictionary(f => f.Key[root.Length..], f => f.Value, StringComparer.Ordinal);
    }
}
