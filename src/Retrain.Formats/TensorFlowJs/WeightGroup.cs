using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace Retrain.Formats.TensorFlowJs;

/// <summary>Files that are read as if they were one, and the weights in it one after the other.</summary>
/// <param name="folder">Where the files lie.</param>
/// <param name="files">Their names.</param>
/// <param name="entries">The weights.</param>
internal sealed class WeightGroup(string folder, ImmutableArray<string> files, ImmutableArray<WeightEntry> entries)
{
    private ImmutableArray<long> lengths;

    /// <summary>The weights.</summary>
    public ImmutableArray<WeightEntry> Entries { get; } = entries;

    /// <summary>Paths of the files.</summary>
    public IEnumerable<string> Paths => files.Select(f => Path.Combine(folder, f));

    /// <summary>Bytes in all files.</summary>
    /// <exception cref="TensorFlowJsFormatException">A file is missing.</exception>
    public long Length
    {
        get
        {
            if (lengths.IsDefault)
            {
                lengths = [.. files.Select(LengthOf)];
            }

            return lengths.Sum();
        }
    }

    /// <summary>Reads a part, which may lie in several files.</summary>
    /// <exception cref="TensorFlowJsFormatException">The files end before it does, or cannot be read.</exception>
    public void Read(string weight, long offset, Span<byte> target)
    {
        if (offset + target.Length > Length)
        {
            throw new TensorFlowJsFormatException($"the weight files end before '{weight}' does, which needs bytes {offset} to "
                + $"{offset + target.Length}: {string.Join(", ", files.Zip(lengths, (f, l) => $"{f} has {l} bytes"))}; copy them again");
        }

        for (int i = 0; i < files.Length && !target.IsEmpty; i++)
        {
            if (offset >= lengths[i])
            {
                offset -= lengths[i];
                continue;
            }

            int count = (int)Math.Min(target.Length, lengths[i] - offset);
            ReadFile(files[i], offset, target[..count]);
            target = target[count..];
            offset = 0;
        }
    }

    private void ReadFile(string name, long offset, Span<byte> target)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(Path.Combine(folder, name));
            while (!target.IsEmpty)
            {
                int count = RandomAccess.Read(file, target, offset);
                if (count == 0)
                {
                    throw new TensorFlowJsFormatException($"the weight file {name} ends at byte {offset}");
                }

                target = target[count..];
                offset += count;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TensorFlowJsFormatException($"the weight file {name} cannot be read: {e.Message}", e);
        }
    }

    private long LengthOf(string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path)
            ? new FileInfo(path).Length
            : throw new TensorFlowJsFormatException(
                $"the weight file {name} is missing: all of {string.Join(", ", files)} must lie beside the model");
    }
}
