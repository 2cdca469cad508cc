using Microsoft.Win32.SafeHandles;

namespace Retrain.Bottlenecks;

/// <summary>Room for one file at a time, used again for the next: one a worker, so that memory does not grow with the photos.</summary>
/// <param name="largestFile">Longest file that is read, in bytes; at most <see cref="Array.MaxLength"/>.</param>
internal sealed class FileBuffer(long largestFile)
{
    private const int FirstLength = 1 << 18;

    /// <summary>A larger array is let go after its file, for most photos are far smaller.</summary>
    private const int KeptLength = 1 << 25;

    private byte[] bytes = [];
    private int length;

    /// <summary>The file that was read last.</summary>
    public ReadOnlyMemory<byte> Content => bytes.AsMemory(0, length);

    /// <summary>Reads a whole file.</summary>
    /// <returns><see langword="false"/> where it is longer than allowed; nothing is kept then.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public bool TryRead(string path)
    {
        length = 0;
        // Others may write, rename or delete it meanwhile; the stamp that was taken before tells next time.
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        long expected = RandomAccess.GetLength(handle);
        if (expected > largestFile)
        {
            return false;
        }

        // One more byte than the file has: the last read then tells that it ended.
        Reserve(expected + 1);
        while (true)
        {
            int read = RandomAccess.Read(handle, bytes.AsSpan(length), length);
            if (read == 0)
            {
                return true;
            }

            length += read;
            if (length > largestFile)
            {
                length = 0;
                return false;
            }

            if (length == bytes.Length)
            {
                Reserve(Math.Min(2L * length, largestFile + 1));
            }
        }
    }

    private void Reserve(long needed)
    {
        if (bytes.Length >= needed && (bytes.Length <= KeptLength || length > 0))
        {
            return;
        }

        byte[] grown = GC.AllocateUninitializedArray<byte>((int)Math.Max(FirstLength, needed));
        bytes.AsSpan(0, length).CopyTo(grown);
        bytes = grown;
    }
}
