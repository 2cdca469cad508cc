using Microsoft.Win32.SafeHandles;

namespace Retrain.Formats.TensorFlow;

/// <summary>Files of a folder. Nothing stays open between two reads.</summary>
/// <param name="folder">The folder's path.</param>
internal sealed class FolderFiles(string folder) : ModelFiles
{
    /// <inheritdoc/>
    public override long? Length(string name)
    {
        try
        {
            if (!File.Exists(PathOf(name)))
            {
                return null;
            }

            // Of a link this is the file's length, not the link's.
            using SafeFileHandle file = File.OpenHandle(PathOf(name));
            return RandomAccess.GetLength(file);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw new TensorFlowFormatException($"{name} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void Read(string name, long offset, Span<byte> target)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(PathOf(name));
            while (!target.IsEmpty)
            {
                int count = RandomAccess.Read(file, target, offset);
                if (count == 0)
                {
                    throw new TensorFlowFormatException($"{name} ends at {offset} bytes");
                }

                target = target[count..];
                offset += count;
            }
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw new TensorFlowFormatException($"{name} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether an exception is the file system's.</summary>
    public static bool IsFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    private string PathOf(string name) => Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
}
