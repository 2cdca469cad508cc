using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Retrain.Foundation;

namespace Retrain.Bottlenecks;

/// <summary>
/// Float32 values in a temporary file that is mapped into memory. The one place where an address is used: a span is made of it, and
/// nobody may read a span of a mapping that is closed, so users keep the matrix alive.
/// </summary>
/// <remarks>
/// Pages of the file stay in the process until the system takes them, and count as its memory by then. So they are given back after
/// some 64 MB of rows: what the system still has of them in its own cache comes again without reading.
/// </remarks>
internal sealed class MappedFeatures : IDisposable
{
    // A row read by lot brings up to 16 pages of its neighbours with it, so this is some 800 MB at worst.
    private const long MostTouched = 64L << 20;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly nint address;
    private readonly long length;
    private long touched;

    /// <summary>Makes a file of zeros.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="length">Number of values.</param>
    /// <param name="reserve">Whether the disk must have room for all; else a full disk kills the process when a value is written.</param>
    /// <exception cref="RetrainException">The file cannot be made, or the disk has no room for it.</exception>
    public MappedFeatures(string folder, long length, bool reserve = true)
    {
        this.length = length;
        // An empty file cannot be mapped.
        long bytes = Math.Max(length, 1) * sizeof(float);
        try
        {
            (file, view) = Map(folder, bytes, reserve);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException(
                $"the features take {bytes / 1e9:F1} GB, for which no file can be made in '{folder}': {e.OneLine()}; "
                    + "make room there, name another folder, or allow more memory", e);
        }

        address = view.SafeMemoryMappedViewHandle.DangerousGetHandle() + (nint)view.PointerOffset;
        // While it is filled too: pages that come one by one stay small, and a row that is read later brings few neighbours with it.
        Expect(ReadingOrder.ByLot);
    }

    /// <summary>The first value.</summary>
    public ref float First
    {
        get
        {
            ObjectDisposedException.ThrowIf(view.SafeMemoryMappedViewHandle.IsClosed, this);
            return ref Unsafe.AddByteOffset(ref Unsafe.NullRef<float>(), address);
        }
    }

    /// <summary>Some values.</summary>
    public Span<float> Slice(long start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)(length - count), nameof(start));
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref First, (nint)start), count);
    }

    /// <summary>Counts values that are read or written; gives pages back now and then.</summary>
    public void CountTouched(long values)
    {
        if (Interlocked.Add(ref touched, values * sizeof(float)) > MostTouched)
        {
            Interlocked.Exchange(ref touched, 0);
            LinuxMapping.Release(address, length * sizeof(float));
        }
    }

    /// <summary>Tells the system how the file is going to be read.</summary>
    public void Expect(ReadingOrder order) => LinuxMapping.Expect(address, length * sizeof(float), order);

    /// <inheritdoc/>
    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private static (MemoryMappedFile File, MemoryMappedViewAccessor View) Map(string folder, long bytes, bool reserve)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"features-{Guid.NewGuid():N}.tmp");
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            PreallocationSize = reserve ? bytes : 0,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 0,
        });
        try
        {
            var file = MemoryMappedFile.CreateFromFile(
                stream, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            if (!OperatingSystem.IsWindows())
            {
                // The mapping holds the content: whatever becomes of this process, nothing stays behind.
                File.Delete(path);
            }

            return (file, file.CreateViewAccessor(0, bytes));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
