namespace Retrain.Formats.TensorFlow;

/// <summary>The files of a model, which lie in a folder or came out of an archive. Names have slashes.</summary>
internal abstract class ModelFiles
{
    /// <summary>Most bytes of a file that is read as a whole.</summary>
    public const long MaximumWhole = 1L << 30;

    /// <summary>How long a file is; <see langword="null"/>: it is not there.</summary>
    /// <exception cref="TensorFlowFormatException">That cannot be found out.</exception>
    public abstract long? Length(string name);

    /// <summary>Reads a part of a file, which must be inside it.</summary>
    /// <exception cref="TensorFlowFormatException">It cannot be read.</exception>
    public abstract void Read(string name, long offset, Span<byte> target);

    /// <summary>A whole file; <see langword="null"/>: it is not there.</summary>
    /// <exception cref="TensorFlowFormatException">It cannot be read, or is larger than <see cref="MaximumWhole"/>.</exception>
    public byte[]? ReadWhole(string name)
    {
        if (Length(name) is not { } length)
        {
            return null;
        }

        if (length > MaximumWhole)
        {
            throw new TensorFlowFormatException(
                $"{name} has {length} bytes, more than the {MaximumWhole >> 20} MB that such a file may have");
        }

        byte[] bytes = new byte[length];
        Read(name, 0, bytes);
        return bytes;
    }
}
