using System.Runtime.CompilerServices;

namespace Retrain.Formats.Keras;

/// <summary>
/// A file for a library that trusts its input: circles in it end in an exception, not in an endless loop or a full stack, for every round
/// reads something.
/// </summary>
/// <param name="inner">The file; disposed of with this.</param>
internal sealed class GuardedStream(Stream inner) : Stream
{
    /// <summary>A weight takes some 350 reads, and the largest models of Keras have 1,500 weights.</summary>
    private const long MostReads = 3_000_000;

    private readonly long length = inner.Length;
    private long budget = (16 * inner.Length) + (64L << 20);
    private long reads;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value >= 0 && value <= length ? value : throw Damaged($"it points to byte {value}, and has {length}");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        budget -= buffer.Length;
        if (++reads > MostReads + (length / 64) || budget < 0)
        {
            throw Damaged("its parts point to each other in a circle");
        }

        int count = inner.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count == buffer.Length ? count : throw Damaged($"it ends at byte {length}");
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static KerasFormatException Damaged(string what) => new($"the HDF5 file is damaged: {what}");
}
