namespace Retrain.Photos.Decoding.Png;

/// <summary>The data of a PNG's IDAT chunks as one stream, in place.</summary>
/// <param name="file">The whole file.</param>
/// <param name="chunks">Its chunks; others than IDAT are passed over.</param>
internal sealed class PngDataStream(ReadOnlyMemory<byte> file, IReadOnlyList<PngChunk> chunks) : Stream
{
    private int next;
    private ReadOnlyMemory<byte> current;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            if (current.IsEmpty && !Advance())
            {
                break;
            }

            int step = Math.Min(current.Length, buffer.Length - done);
            current.Span[..step].CopyTo(buffer[done..]);
            current = current[step..];
            done += step;
        }

        return done;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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

    private bool Advance()
    {
        while (current.IsEmpty)
        {
            if (next == chunks.Count)
            {
                return false;
            }

            PngChunk chunk = chunks[next++];
            if (chunk.Type == "IDAT")
            {
                current = file.Slice(chunk.Start, chunk.Length);
            }
        }

        return true;
    }
}
