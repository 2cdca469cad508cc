using System.Buffers.Binary;
using System.Text;

namespace Retrain.Formats.Keras;

/// <summary>
/// Finds what leads out of an HDF5 file: links to groups in other files, and arrays whose elements lie in other files. A model has neither;
/// who follows them reads any file of this machine as weights.
/// </summary>
internal static class Hdf5Links
{
    private const int Chunk = 1 << 20;

    /// <summary>Longer paths are no paths; also how far a message may reach into the next chunk.</summary>
    private const int LongestMessage = 8 << 10;

    private const byte ExternalLink = 64;
    private const byte ExternalFiles = 7;

    /// <summary>Refuses a file that leads out of itself.</summary>
    /// <param name="file">Seekable; its position is 0 afterwards.</param>
    /// <exception cref="KerasFormatException">It does; the other file is named where it can be.</exception>
    public static void Refuse(Stream file)
    {
        byte[] buffer = new byte[(int)Math.Min(Chunk + LongestMessage, file.Length)];
        for (long start = 0; start < file.Length; start += Chunk)
        {
            file.Position = start;
            int count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            ReadOnlySpan<byte> window = buffer.AsSpan(0, count);
            for (int at = 0; at < Math.Min(Chunk, count); at++)
            {
                // Both messages begin with their version, 1.
                int next = window[at..].IndexOf((byte)1);
                at += next;
                if (next < 0 || at >= Chunk)
                {
                    break;
                }

                if (LinkTarget(window[at..]) is { } target)
                {
                    throw new KerasFormatException($"it holds a link to another file, '{target}', which is not followed");
                }

                if (IsFileList(window, at) && PointsToHeap(file, window[(at + 8)..]))
                {
                    throw new KerasFormatException("it holds an array whose elements lie in another file, which is not read");
                }
            }
        }

        file.Position = 0;
    }

    /// <summary>
    /// A link message: version 1, flags, the kind of link, perhaps creation order and character set, length of the name, the name, length
    /// of the value, and the value: a byte of flags, file and path, each with a 0 behind it.
    /// </summary>
    private static string? LinkTarget(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12 || (bytes[1] & 0xe8) != 0x08 || bytes[2] != ExternalLink)
        {
            return null;
        }

        byte flags = bytes[1];
        int at = 3 + ((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0);
        int size = 1 << (flags & 3);
        if (at + size > bytes.Length)
        {
            return null;
        }

        ulong nameLength = 0;
        for (int i = size - 1; i >= 0; i--)
        {
            nameLength = (nameLength << 8) | bytes[at + i];
        }

        at += size;
        if (nameLength is 0 or > 1024 || at + (int)nameLength + 2 > bytes.Length || !IsText(bytes.Slice(at, (int)nameLength)))
        {
            return null;
        }

        at += (int)nameLength;
        int valueLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        at += 2;
        if (valueLength < 4 || at + valueLength > bytes.Length || bytes[at] != 0)
        {
            return null;
        }

        ReadOnlySpan<byte> value = bytes.Slice(at + 1, valueLength - 1);
        int end = value.IndexOf((byte)0);
        return end > 0 && value[^1] == 0 && value[(end + 1)..].IndexOf((byte)0) == value.Length - end - 2 && IsText(value[..end])
            ? Encoding.UTF8.GetString(value[..end])
            : null;
    }

    /// <summary>
    /// The list of an array's files: version 1, three zeros, places, places in use, address of the heap with the names; before it the
    /// head of a message of that kind, in either of its two forms.
    /// </summary>
    private static bool IsFileList(ReadOnlySpan<byte> window, int at)
    {
        if (at + 16 > window.Length || window[at + 1] != 0 || window[at + 2] != 0 || window[at + 3] != 0)
        {
            return false;
        }

        int places = BinaryPrimitives.ReadUInt16LittleEndian(window[(at + 4)..]);
        int used = BinaryPrimitives.ReadUInt16LittleEndian(window[(at + 6)..]);
        bool hasHead = (at >= 8 && window[at - 8] == ExternalFiles && window[at - 7] == 0)
            || (at >= 4 && window[at - 4] == ExternalFiles) || (at >= 6 && window[at - 6] == ExternalFiles);
        return used > 0 && used <= places && hasHead;
    }

    private static bool PointsToHeap(Stream file, ReadOnlySpan<byte> address)
    {
        ulong at = BinaryPrimitives.ReadUInt64LittleEndian(address);
        if (at + 4 > (ulong)file.Length || at > long.MaxValue - 4)
        {
            return false;
        }

        Span<byte> signature = stackalloc byte[4];
        file.Position = (long)at;
        return file.ReadAtLeast(signature, 4, throwOnEndOfStream: false) == 4 && signature.SequenceEqual("HEAP"u8);
    }

    private static bool IsText(ReadOnlySpan<byte> text) => text.IndexOfAnyInRange((byte)0, (byte)31) < 0;
}
