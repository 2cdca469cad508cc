using System.Buffers;
using System.Buffers.Binary;

namespace Retrain.Formats.TensorFlow;

/// <summary>Writes what <see cref="SortedTable"/> reads, byte for byte as TensorFlow's own writer does (uncompressed).</summary>
internal sealed class SortedTableWriter(Stream stream)
{
    private const int BlockSize = 262144;
    private readonly Block data = new(16);
    private readonly Block index = new(1);
    private byte[] lastKey = [];
    private (long Offset, long Length)? finished;
    private long position;

    /// <summary>Appends an entry; keys must rise in the order of bytes.</summary>
    public void Add(byte[] key, ReadOnlySpan<byte> value)
    {
        if (finished is { } block)
        {
            AddToIndex(Separator(lastKey, key), block);
        }

        data.Add(key, value);
        lastKey = key;
        if (data.Length >= BlockSize)
        {
            finished = Write(data);
        }
    }

    /// <summary>Writes what is left.</summary>
    public void Finish()
    {
        if (!data.IsEmpty)
        {
            finished = Write(data);
        }

        (long Offset, long Length) meta = Write(new Block(16));
        if (finished is { } block)
        {
            AddToIndex(Successor(lastKey), block);
        }

        (long Offset, long Length) indexHandle = Write(index);
        byte[] bytes = new byte[SortedTable.FooterLength];
        WriteHandle(bytes.AsSpan(WriteHandle(bytes, meta)), indexHandle);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(SortedTable.FooterLength - 8), SortedTable.Magic);
        stream.Write(bytes);
    }

    private void AddToIndex(byte[] key, (long Offset, long Length) block)
    {
        Span<byte> handle = stackalloc byte[2 * Varint.MaximumLength];
        index.Add(key, handle[..WriteHandle(handle, block)]);
        finished = null;
    }

    private static int WriteHandle(Span<byte> target, (long Offset, long Length) block)
    {
        int count = Varint.Write(target, (ulong)block.Offset);
        return count + Varint.Write(target[count..], (ulong)block.Length);
    }

    private (long Offset, long Length) Write(Block block)
    {
        byte[] content = block.Take();
        Span<byte> trailer = stackalloc byte[SortedTable.TrailerLength];
        trailer[0] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[1..], Crc32C.Mask(Crc32C.Extend(Crc32C.Of(content), trailer[..1])));
        stream.Write(content);
        stream.Write(trailer);
        (long Offset, long Length) handle = (position, content.Length);
        position += content.Length + trailer.Length;
        return handle;
    }

    /// <summary>The shortest key from <paramref name="from"/> on that is before <paramref name="limit"/>.</summary>
    private static byte[] Separator(byte[] from, byte[] limit)
    {
        int same = from.AsSpan().CommonPrefixLength(limit);
        if (same < Math.Min(from.Length, limit.Length) && from[same] < 0xff && from[same] + 1 < limit[same])
        {
            byte[] key = from[..(same + 1)];
            key[same]++;
            return key;
        }

        return from;
    }

    /// <summary>The shortest key that is not before <paramref name="key"/>.</summary>
    private static byte[] Successor(byte[] key)
    {
        int at = key.AsSpan().IndexOfAnyExcept((byte)0xff);
        if (at < 0)
        {
            return key;
        }

        byte[] next = key[..(at + 1)];
        next[at]++;
        return next;
    }

    private sealed class Block(int restartInterval)
    {
        private readonly ArrayBufferWriter<byte> content = new();
        private readonly List<uint> restarts = [0];
        private byte[] before = [];
        private int sinceRestart;

        public bool IsEmpty => content.WrittenCount == 0;

        public long Length => content.WrittenCount + (4L * (restarts.Count + 1));

        public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            int shared = 0;
            if (sinceRestart < restartInterval)
            {
                shared = before.AsSpan().CommonPrefixLength(key);
            }
            else
            {
                restarts.Add((uint)content.WrittenCount);
                sinceRestart = 0;
            }

            WriteNumber(shared);
            WriteNumber(key.Length - shared);
            WriteNumber(value.Length);
            content.Write(key[shared..]);
            content.Write(value);
            before = key.ToArray();
            sinceRestart++;
        }

        public byte[] Take()
        {
            foreach (uint restart in (uint[])[.. restarts, (uint)restarts.Count])
            {
                BinaryPrimitives.WriteUInt32LittleEndian(content.GetSpan(sizeof(uint)), restart);
                content.Advance(sizeof(uint));
            }

            byte[] taken = content.WrittenSpan.ToArray();
            content.Clear();
            restarts.RemoveRange(1, restarts.Count - 1);
            before = [];
            sinceRestart = 0;
            return taken;
        }

        private void WriteNumber(int value) => content.Advance(Varint.Write(content.GetSpan(Varint.MaximumLength), (ulong)value));
    }
}
