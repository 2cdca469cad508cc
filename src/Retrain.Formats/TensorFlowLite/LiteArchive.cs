using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>
/// The zip archive that may lie behind a model: lists of labels. Nothing is unpacked to the disk, and no more than a list of labels can
/// have is unpacked at all.
/// </summary>
internal sealed class LiteArchive
{
    private const int LargestText = 16 << 20;
    private const int MostEntries = 1000;
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;

    private readonly Dictionary<string, string> texts;

    private LiteArchive(Dictionary<string, string> texts) => this.texts = texts;

    /// <summary>Names of the files in it that are texts.</summary>
    public IReadOnlyCollection<string> Names => texts.Keys;

    /// <summary>A file's text; <see langword="null"/>: it is not there.</summary>
    public string? Text(string name) => texts.GetValueOrDefault(name);

    /// <summary>Opens what lies behind a model; a file without an archive has no texts.</summary>
    /// <exception cref="LiteFormatException">The archive is damaged or too large.</exception>
    public static LiteArchive Open(ReadOnlyMemory<byte> file)
    {
        int end = End(file.Span);
        if (end < 0)
        {
            return new LiteArchive([]);
        }

        // Places count from the start of the archive in some files, from that of the model in others.
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(file.Span[(end + 12)..]);
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(file.Span[(end + 16)..]);
        long before = end - (long)length - start;
        if (before < 0)
        {
            throw new LiteFormatException("the archive of labels behind the model is damaged");
        }

        try
        {
            return new LiteArchive(Read(file[(int)before..].ToArray()));
        }
        catch (Exception e) when (e is IOException or NotSupportedException || LiteFaults.IsDamage(e))
        {
            throw new LiteFormatException($"the archive of labels behind the model is damaged: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static Dictionary<string, string> Read(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
        if (zip.Entries.Count > MostEntries)
        {
            throw new LiteFormatException($"the archive behind the model has {zip.Entries.Count} files");
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        long left = LargestText;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            if (entry.FullName.EndsWith('/') || left - entry.Length < 0 || Unpacked(entry, left) is not { } bytes)
            {
                continue;
            }

            left -= bytes.Length;
            try
            {
                texts.TryAdd(entry.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
            }
            catch (DecoderFallbackException)
            {
                // No text, so no labels: vocabularies and the like are nobody's business here.
            }
        }

        return texts;
    }

    /// <summary>An entry's bytes; <see langword="null"/>: more than it says, and than there is room for.</summary>
    private static byte[]? Unpacked(ZipArchiveEntry entry, long most)
    {
        using Stream stream = entry.Open();
        using var memory = new MemoryStream();
        byte[] block = new byte[1 << 14];
        for (int count = stream.Read(block); count > 0; count = stream.Read(block))
        {
            memory.Write(block, 0, count);
            if (memory.Length > most)
            {
                return null;
            }
        }

        return memory.ToArray();
    }

    /// <summary>Place of the record that ends an archive; -1: there is none.</summary>
    private static int End(ReadOnlySpan<byte> file)
    {
        int first = Math.Max(0, file.Length - EndLength - LongestComment);
        int at = file[first..].LastIndexOf("PK\u0005\u0006"u8);
        return at >= 0 && first + at + EndLength <= file.Length ? first + at : -1;
    }
}
