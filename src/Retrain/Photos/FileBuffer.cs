using Microsoft.Win32.SafeHandles;
using Retrain.Foundation;
using Retrain.Photos.Decoding;

namespace Retrain.Photos;

/// <summary>
/// Room for one picture file at a time, used again for the next: one a worker, so that memory does not grow with the photos. Not
/// thread-safe.
/// </summary>
/// <param name="largestFile">Longest file that is read, in bytes; at most <see cref="Array.MaxLength"/>.</param>
internal sealed class FileBuffer(long largestFile = FileBuffer.LargestFile)
{
    /// <summary>Longest file that is read, in bytes. No photo is that long, and each worker holds one file in memory.</summary>
    public const long LargestFile = 512L << 20;

    private const int FirstLength = 1 << 18;

    /// <summary>A larger array is let go after its file, for most photos are far smaller.</summary>
    private const int KeptLength = 1 << 25;

    private byte[] bytes = [];
    private int length;

    /// <summary>The file that was read last; valid until the next is read.</summary>
    public ReadOnlyMemory<byte> Content => bytes.AsMemory(0, length);

    /// <summary>Reads a whole file.</summary>
    /// <returns>Why it cannot be read, then nothing is kept; <see langword="null"/>: it was.</returns>
    public PhotoProblem? Read(string path)
    {
        length = 0;
        try
        {
            return TryRead(path) ? null : new PhotoProblem(ProblemKind.TooLarge, $"file of more than {largestFile >> 20} MB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            length = 0;
            return Unreadable(path, e);
        }
    }

    /// <summary>Why the system does not let a file be read, for people.</summary>
    public static PhotoProblem Unreadable(string path, Exception fault) => new(ProblemKind.Unreadable, fault switch
    {
        _ when Directory.Exists(path) => "a folder, not a file",
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "no permission to read it",
        _ => fault.OneLine(),
    });

    private bool TryRead(string path)
    {
        // Others may write, rename or delete it meanwhile; the stamp that the cache takes before tells next time.
        using SafeFileHandle handle =
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
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
