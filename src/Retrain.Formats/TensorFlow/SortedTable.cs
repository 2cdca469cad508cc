using System.Buffers.Binary;
using Snappier;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// Reads a sorted table in LevelDB's format, the form of <c>variables.index</c>: blocks of entries whose keys omit what they share with the
/// key before,
/// a block that tells where the blocks are, and a footer that tells where that one is.
/// </summary>
internal static class SortedTable
{
    /// <summary>The last eight bytes of every such file, as a little-endian number.</summary>
    public const ulong Magic = 0xdb4775248b80fb57;

    /// <summary>Bytes of the footer: two handles padded to 40 bytes, and the magic number.</summary>
    public const int FooterLength = 48;

    /// <summary>Bytes behind each block: how it is compressed, and a checksum.</summary>
    public const int TrailerLength = 5;

    // Hundreds of times what the largest published networks need.
    private const long MaximumContent = 256L << 20;
    private const int MaximumKey = 8192;

    /// <summary>Whether a file ends like such a table.</summary>
    public static bool IsTable(ReadOnlySpan<byte> file) =>
        file.Length >= FooterLength && BinaryPrimitives.ReadUInt64LittleEndian(file[^8..]) == Magic;

    /// <summary>Every entry, by key in the order of bytes.</summary>
    /// <exception cref="TensorFlowFormatException">No such table, or a damaged one.</exception>
    public static List<(byte[] Key, byte[] Value)> Read(ReadOnlySpan<byte> file)
    {
        if (!IsTable(file))
        {
            throw new TensorFlowFormatException(
                "no table of variables, or one that is cut off: its last bytes are not those of such a file");
        }

        ReadOnlySpan<byte> footer = file[^FooterLength..];
        ReadHandle(ref footer);
        long budget = MaximumContent;
        var blocks = new List<(byte[] Key, byte[] Value)>();
        ReadBlock(file, ReadHandle(ref footer), blocks, ref budget);
        var entries = new List<(byte[] Key, byte[] Value)>();
        foreach ((byte[] _, byte[] value) in blocks)
        {
            ReadOnlySpan<byte> handle = value;
            ReadBlock(file, ReadHandle(ref handle), entries, ref budget);
        }

        return entries;
    }

    private static (ulong Offset, ulong Length) ReadHandle(ref ReadOnlySpan<byte> bytes) =>
        (Varint.Read(ref bytes), Varint.Read(ref bytes));

    private static void ReadBlock(ReadOnlySpan<byte> file, (ulong Offset, ulong Length) handle, List<(byte[] Key, byte[] Value)> entries,
        ref long budget)
    {
        ulong room = (ulong)(file.Length - FooterLength - TrailerLength);
        if (file.Length < FooterLength + TrailerLength || handle.Offset > room || handle.Length > room - handle.Offset)
        {
            throw new TensorFlowFormatException(
                $"the table of variables is damaged: a block of {handle.Length} bytes at {handle.Offset} lies outside its {file.Length}");
        }

        ReadOnlySpan<byte> stored = file.Slice((int)handle.Offset, (int)handle.Length);
        ReadOnlySpan<byte> trailer = file.Slice((int)(handle.Offset + handle.Length), TrailerLength);
        uint crc = Crc32C.Extend(Crc32C.Of(stored), trailer[..1]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer[1..]) != Crc32C.Mask(crc))
        {
            throw new TensorFlowFormatException(
                $"the table of variables is damaged: the checksum of the block at {handle.Offset} does not fit");
        }

        ReadOnlySpan<byte> block = trailer[0] switch
        {
            0 => stored,
            1 => Unpack(stored, budget),
            _ => throw new TensorFlowFormatException($"the table of variables has a block of unknown compression {trailer[0]}"),
        };
        Spend(ref budget, block.Length);
        ReadEntries(block, entries, ref budget);
    }

    private static byte[] Unpack(ReadOnlySpan<byte> stored, long budget)
    {
        try
        {
            // Snappy cannot expand by more than this, so the stated length is proven before memory is taken.
            const int LargestRatio = 64;
            int length = Snappy.GetUncompressedLength(stored);
            return length <= budget && length <= (long)stored.Length * LargestRatio
                ? Snappy.DecompressToArray(stored)
                : throw new TensorFlowFormatException(
                    $"the table of variables is damaged: a block of {stored.Length} bytes claims to unpack to {length}");
        }
        catch (Exception e) when (
            e is InvalidDataException or ArgumentException or IndexOutOfRangeException or InvalidOperationException or OverflowException)
        {
            throw new TensorFlowFormatException("the table of variables is damaged: a compressed block cannot be unpacked", e);
        }
    }

    private static void ReadEntries(ReadOnlySpan<byte> block, List<(byte[] Key, byte[] Value)> entries, ref long budget)
    {
        int restarts = block.Length < 4 ? -1 : (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]), int.MaxValue);
        if (restarts < 0 || restarts > (block.Length / 4) - 1)
        {
            throw new TensorFlowFormatException("the table of variables is damaged: a block without its list of restarts");
        }

        ReadOnlySpan<byte> rest = block[..^((restarts + 1) * 4)];
        byte[] last = entries.Count > 0 ? entries[^1].Key : [];
        byte[] before = [];
        while (!rest.IsEmpty)
        {
            int shared = Varint.ReadLength(ref rest, before.Length);
            int own = Varint.ReadLength(ref rest, MaximumKey - shared);
            int valueLength = Varint.ReadLength(ref rest, rest.Length);
            if (own > rest.Length || valueLength > rest.Length - own)
            {
                throw new TensorFlowFormatException("the table of variables is damaged: an entry reaches beyond its block");
            }

            byte[] key = [.. before.AsSpan(0, shared), .. rest[..own]];
            Spend(ref budget, key.Length + 64);
            // Keys that rise strictly also keep a file from naming one block many times.
            if (entries.Count > 0 && last.AsSpan().SequenceCompareTo(key) >= 0)
            {
                throw new TensorFlowFormatException("the table of variables is damaged: its keys are not in order");
            }

            entries.Add((key, rest.Slice(own, valueLength).ToArray()));
            rest = rest[(own + valueLength)..];
            before = last = key;
        }
    }

    private static void Spend(ref long budget, int bytes)
    {
        budget -= bytes;
        if (budget < 0)
        {
            throw new TensorFlowFormatException($"the table of variables unpacks to more than {MaximumContent >> 20} MB");
        }
    }
}
