using System.Buffers.Binary;
using Retrain.Formats.TensorFlow;

namespace Retrain.Formats.EventFiles;

/// <summary>
/// Reads records one by one and stops where TensorFlow does. A file that ends inside a record's head counts as ended: its writer may be at
/// work. Memory follows what is there, not what a length says.
/// </summary>
/// <param name="stream">Read forwards; not closed.</param>
/// <param name="longest">Records with more bytes are checked and passed over.</param>
internal sealed class RecordReader(Stream stream, int longest = RecordReader.LongestByDefault)
{
    /// <summary>Graphs take a few megabytes, pictures less.</summary>
    public const int LongestByDefault = 64 << 20;

    private const int Piece = 64 << 10;

    private byte[] buffer = new byte[Piece];
    private long next;

    /// <summary>Byte at which the last record begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Why reading stopped; <see langword="null"/> while it goes on, and where the file just ends.</summary>
    public RecordDamage? Damage { get; private set; }

    /// <summary>Records that were too long.</summary>
    public int PassedOver { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="data">Its data, valid until the next call.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="EventFileException">The stream cannot be read.</exception>
    public bool TryRead(out ReadOnlySpan<byte> data)
    {
        try
        {
            while (Damage is null)
            {
                if (ReadOne(out bool passedOver, out data))
                {
                    return true;
                }

                if (!passedOver)
                {
                    return false;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new EventFileException($"it cannot be read: {fault.Message.TrimEnd('.')}", fault);
        }

        data = default;
        return false;
    }

    private bool ReadOne(out bool passedOver, out ReadOnlySpan<byte> data)
    {
        passedOver = false;
        data = default;
        Offset = next;
        Span<byte> head = stackalloc byte[RecordFrame.HeadLength];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return false;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(head[sizeof(ulong)..]) != RecordFrame.Checksum(head[..sizeof(ulong)]))
        {
            return Stop(RecordDamageKind.Corrupted, Offset);
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (length > (ulong)(long.MaxValue - Offset - RecordFrame.HeadLength - RecordFrame.TailLength))
        {
            return Stop(RecordDamageKind.Truncated, Offset);
        }

        bool kept = length <= (ulong)longest;
        if (!ReadData((long)length, kept, out uint crc))
        {
            return Stop(RecordDamageKind.Truncated, Offset);
        }

        Span<byte> tail = head[..RecordFrame.TailLength];
        if (stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false) < tail.Length)
        {
            return Stop(RecordDamageKind.Truncated, Offset);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(tail) != Crc32C.Mask(crc))
        {
            return Stop(RecordDamageKind.Corrupted, Offset + RecordFrame.HeadLength);
        }

        next = Offset + RecordFrame.HeadLength + (long)length + RecordFrame.TailLength;
        if (!kept)
        {
            PassedOver++;
            passedOver = true;
            return false;
        }

        data = buffer.AsSpan(0, (int)length);
        return true;
    }

    private bool ReadData(long length, bool kept, out uint crc)
    {
        crc = 0;
        for (long done = 0; done < length;)
        {
            int from = kept ? (int)done : 0;
            if (from == buffer.Length)
            {
                // Doubles only once the half before is full of bytes that are there.
                Array.Resize(ref buffer, (int)Math.Min(length, 2L * buffer.Length));
            }

            int count = (int)Math.Min(length - done, Math.Min(buffer.Length - from, 16 * Piece));
            int got = stream.ReadAtLeast(buffer.AsSpan(from, count), count, throwOnEndOfStream: false);
            crc = Crc32C.Extend(crc, buffer.AsSpan(from, got));
            if (got < count)
            {
                return false;
            }

            done += got;
        }

        return true;
    }

    private bool Stop(RecordDamageKind kind, long offset)
    {
        Damage = new RecordDamage(kind, offset);
        return false;
    }
}
