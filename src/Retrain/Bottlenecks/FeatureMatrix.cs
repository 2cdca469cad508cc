using System.Runtime.InteropServices;

namespace Retrain.Bottlenecks;

/// <summary>
/// Bottlenecks of many photos: float32 [N, F], row-major, row i is photo i. They lie in memory, or in a file that the system pages in
/// and out, so that there may be more of them than memory holds.
/// </summary>
public sealed class FeatureMatrix : IDisposable
{
    private readonly float[] values;
    private readonly MappedFeatures? file;

    /// <summary>Wraps values that the caller hands over.</summary>
    /// <param name="values">[N * F]; not copied.</param>
    /// <param name="width">F, the number of features of a photo; at least 1.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the width.</exception>
    public FeatureMatrix(float[] values, int width)
        : this(values, null, RowsOf(values, width), width)
    {
    }

    private FeatureMatrix(float[] values, MappedFeatures? file, int rows, int width)
    {
        this.values = values;
        this.file = file;
        Rows = rows;
        Width = width;
    }

    /// <summary>Number of photos, N.</summary>
    public int Rows { get; }

    /// <summary>Number of features of a photo, F.</summary>
    public int Width { get; }

    /// <summary>Whether the values lie in a file and not in memory.</summary>
    public bool IsInFile => file is not null;

    /// <summary>The first value, whatever it lies in; the others follow it, row after row.</summary>
    internal ref float First => ref file is null ? ref MemoryMarshal.GetArrayDataReference(values) : ref file.First;

    /// <summary>Makes a matrix in a temporary file.</summary>
    /// <param name="folder">
    /// Where the file lies; made where it is missing. The file has no name there while it is in use (on Windows it has one) and is gone
    /// with the matrix or with the process, however that ends.
    /// </param>
    /// <param name="rows">N.</param>
    /// <param name="width">F, at least 1.</param>
    /// <param name="write">Called once a row, in order: the row's number and its F values, to be written.</param>
    /// <exception cref="Foundation.RetrainException">The file cannot be made, or the disk has no room for it.</exception>
    public static FeatureMatrix InFile(string folder, int rows, int width, Action<int, Span<float>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        FeatureMatrix matrix = InFile(folder, rows, width);
        for (int i = 0; i < rows; i++)
        {
            write(i, matrix.Writable(i));
        }

        return matrix;
    }

    /// <summary>The features of one photo; valid until the matrix is disposed or no longer referred to.</summary>
    public ReadOnlySpan<float> Row(int row) => Writable(row);

    /// <summary>All values in an array of their own, row after row.</summary>
    /// <exception cref="OverflowException">They are more than an array holds.</exception>
    public float[] ToArray()
    {
        float[] copy = new float[checked(Rows * Width)];
        for (int i = 0; i < Rows; i++)
        {
            Row(i).CopyTo(copy.AsSpan(i * Width, Width));
        }

        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>
    /// Lets go of the file, if there is one; the matrix is void then. Without this call it happens when the matrix is collected.
    /// </summary>
    public void Dispose() => file?.Dispose();

    /// <summary>A matrix in memory whose values are still to be written.</summary>
    internal static FeatureMatrix InMemory(int rows, int width) =>
        new(GC.AllocateUninitializedArray<float>(checked(rows * width)), width);

    /// <summary>A matrix in a file whose values are still to be written.</summary>
    internal static FeatureMatrix InFile(string folder, int rows, int width, bool reserve = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return new FeatureMatrix([], new MappedFeatures(folder, (long)rows * width, reserve), rows, width);
    }

    /// <summary>The features of one photo, to be written.</summary>
    internal Span<float> Writable(int row)
    {
        file?.CountTouched(Width);
        return Peek(row);
    }

    /// <summary>As <see cref="Writable"/>, where the caller counts by <see cref="CountRead"/>.</summary>
    internal Span<float> Peek(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        return file is null ? values.AsSpan(row * Width, Width) : file.Slice((long)row * Width, Width);
    }

    /// <summary>As <see cref="Writable"/>, for what waits in a queue.</summary>
    internal Memory<float> RowMemory(int row) => file is null ? values.AsMemory(row * Width, Width) : new FeatureRow(this, row).Memory;

    /// <summary>The first rows alone, in the same memory or file.</summary>
    internal FeatureMatrix Head(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rows, (uint)Rows, nameof(rows));
        return new FeatureMatrix(values, file, rows, Width);
    }

    /// <summary>Counts rows that are read past <see cref="First"/>.</summary>
    internal void CountRead(int rows) => file?.CountTouched((long)rows * Width);

    /// <summary>Checks the rows of one who reads past <see cref="First"/>.</summary>
    internal void Check(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(rows));
        }
    }

    /// <summary>Says how the rows are read from now on, so that the system reads no more of a file than is asked for.</summary>
    internal void Expect(ReadingOrder order) => file?.Expect(order);

    private static int RowsOf(float[] values, int width)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return values.Length % width == 0
            ? values.Length / width
            : throw new ArgumentException($"{values.Length} values are not whole rows of {width} features", nameof(values));
    }
}
