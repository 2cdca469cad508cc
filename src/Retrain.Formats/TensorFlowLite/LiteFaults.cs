namespace Retrain.Formats.TensorFlowLite;

/// <summary>Every way in which reading a damaged flatbuffer can fail, as one exception.</summary>
internal static class LiteFaults
{
    /// <summary>Reads something of a file.</summary>
    /// <exception cref="LiteFormatException">Offsets or lengths in it point outside the file.</exception>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new LiteFormatException($"the file is damaged or cut off: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Whether an exception is what the flatbuffers library throws at a damaged file.</summary>
    public static bool IsDamage(Exception e) =>
        e is ArgumentException or IndexOutOfRangeException or InvalidOperationException or OverflowException or NullReferenceException
            or FormatException or InvalidCastException or InvalidDataException;
}
