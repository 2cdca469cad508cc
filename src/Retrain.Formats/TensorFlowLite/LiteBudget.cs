namespace Retrain.Formats.TensorFlowLite;

/// <summary>
/// What may be copied out of a file: in a flatbuffer many parts may point to the same bytes, so that a small file could ask for any
/// amount of memory.
/// </summary>
/// <param name="fileLength">Bytes of the file.</param>
internal sealed class LiteBudget(long fileLength)
{
    private const long Spare = 1 << 20;
    private const int TimesTheFile = 16;

    private long left = (fileLength * TimesTheFile) + Spare;

    /// <summary>Counts what was copied.</summary>
    /// <exception cref="LiteFormatException">It is too much.</exception>
    public T Take<T>(T copied, long bytes)
    {
        left -= bytes;
        return left >= 0 ? copied : throw new LiteFormatException("the file is damaged: its parts point to the same bytes again and again");
    }

    /// <summary>A text; empty for none.</summary>
    public string Text(string? text) => Take(text ?? "", 16 + ((text?.Length ?? 0) * 2L));

    /// <summary>A list of numbers; empty for none.</summary>
    public T[] List<T>(T[]? list) => Take(list ?? [], 16 + ((list?.Length ?? 0) * 8L));
}
