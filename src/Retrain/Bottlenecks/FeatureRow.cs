using System.Buffers;

namespace Retrain.Bottlenecks;

/// <summary>One row of a matrix in a file, as memory that keeps the matrix alive.</summary>
internal sealed class FeatureRow(FeatureMatrix matrix, int row) : MemoryManager<float>
{
    /// <inheritdoc/>
    public override Span<float> GetSpan() => matrix.Writable(row);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("rows of features are not pinned");

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
