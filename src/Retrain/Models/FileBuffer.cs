using Microsoft.Win32.SafeHandles;
using Retrain.Photos.Decoding;

namespace Retrain.Models;

/// <summary>Reads one file after another into the same memory. Not thread-safe.</summary>
internal sealed class FileBuffer
{
    // Larger ones are no photos that this program decodes.
    private const long LargestFile = 1L << 30;

    private byte[] buffer = [];

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content, valid until the next read.</param>
    /// <returns>Why it cannot be read; <see langword="null"/>: it was.</returns>
    public PhotoProblem? Read(string path, out ReadOnlyMemory<byte> content)
    {
        content = default;
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            long length = RandomAccess.GetLength(handle);
            if (length > LargestFile)
            {
                return new PhotoProblem(ProblemKind.TooLarge, $"the file has {length} bytes; at most {LargestFile} are read");
            }

            if (buffer.Length < length)
            {
                buffer = GC.AllocateUninitializedArray<byte>((int)length);
            }

            int done = 0;
            while (done < length)
            {
                int count = RandomAccess.Read(handle, buffer.AsSpan(done, (int)length - done), done);
                if (count == 0)
                {
                    break;
                }

                done += count;
            }

            content = buffer.AsMemory(0, done);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return new PhotoProblem(ProblemKind.Unreadable, Reason(path, e));
        }
    }

    private static string Reason(string path, Exception e) => e switch
    {
        _ when Directory.Exists(path) => "a folder, not a file",
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "no permission to read it",
        _ => e.Message.TrimEnd('.'),
    };
}
