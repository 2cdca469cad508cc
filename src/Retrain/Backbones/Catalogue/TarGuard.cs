using Retrain.Foundation;

namespace Retrain.Backbones.Catalogue;

/// <summary>
/// Looks at the headers of a tar archive on their way to the reader, which would believe their sizes: it takes a header's extension into
/// memory whole, and 2 GB of them compress to 2 MB.
/// </summary>
/// <param name="inner">The archive, decompressed; not disposed.</param>
/// <param name="limits">What it may hold.</param>
/// <param name="refuse">Makes the error from what is wrong.</param>
internal sealed class TarGuard(Stream inner, ArchiveLimits limits, Func<string, RetrainException> refuse) : Stream
{
    private const int BlockBytes = 512;
    private const int SizeAt = 124;
    private const int SizeBytes = 12;
    private const int TypeAt = 156;

    private readonly byte[] header = new byte[BlockBytes];
    private int headerBytes;
    private long contentLeft;
    private long contentSum;
    private int headers;

    /// <summary>Size in bytes that the latest header says; a reader that believes another one has been led astray.</summary>
    public long LatestSize { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Watch(buffer[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static bool TryReadSize(ReadOnlySpan<byte> field, out long size)
    {
        size = 0;
        if (field[0] >= 0x80)
        {
            // GNU's form for large numbers: big-endian, the first bit set.
            size = field[0] & 0x7F;
            foreach (byte b in field[1..])
            {
                if (size > long.MaxValue >> 8)
                {
                    return false;
                }

                size = (size << 8) | b;
            }

            return field[0] == 0x80;
        }

        foreach (byte b in field.Trim((byte)' '))
        {
            if (b is 0 or (byte)' ')
            {
                break;
            }

            if (b is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            size = (size << 3) | (uint)(b - '0');
        }

        return true;
    }

    private void Watch(ReadOnlySpan<byte> passing)
    {
        while (passing.Length > 0)
        {
            if (contentLeft > 0)
            {
                int content = (int)Math.Min(contentLeft, passing.Length);
                contentLeft -= content;
                passing = passing[content..];
                continue;
            }

            int part = Math.Min(BlockBytes - headerBytes, passing.Length);
            passing[..part].CopyTo(header.AsSpan(headerBytes));
            headerBytes += part;
            passing = passing[part..];
            if (headerBytes == BlockBytes)
            {
                headerBytes = 0;
                Judge();
            }
        }
    }

    private void Judge()
    {
        if (!header.AsSpan().ContainsAnyExcept((byte)0))
        {
            return;
        }

        if (++headers > limits.Entries)
        {
            throw refuse($"holds more than {limits.Entries} entries");
        }

        if (!TryReadSize(header.AsSpan(SizeAt, SizeBytes), out long size))
        {
            throw refuse("has a damaged header");
        }

        char type = (char)header[TypeAt];
        if (type is 'x' or 'g' or 'L' or 'K' && size > limits.ExtensionBytes)
        {
            throw refuse($"has a header extension of {size} bytes (limit {limits.ExtensionBytes})");
        }

        if (type == '5' && size > 0)
        {
            throw refuse("has a folder with content of its own");
        }

        if (size > limits.UnpackedBytes - contentSum)
        {
            throw refuse($"unpacks to more than {limits.UnpackedBytes} bytes");
        }

        contentSum += size;
        contentLeft = (size + BlockBytes - 1) / BlockBytes * BlockBytes;
        LatestSize = size;
    }
}
