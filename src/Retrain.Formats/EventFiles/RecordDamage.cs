namespace Retrain.Formats.EventFiles;

/// <summary>Where a record file stops being readable, and how.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">
/// Byte in the file, as TensorFlow names it: that of the record, or of its data where the data's checksum is wrong.
/// </param>
internal sealed record RecordDamage(RecordDamageKind Kind, long Offset)
{
    /// <summary>One clause.</summary>
    public override string ToString() => Kind switch
    {
        RecordDamageKind.Corrupted => $"corrupted record at byte {Offset}: its checksum is wrong",
        RecordDamageKind.Truncated => $"truncated record at byte {Offset}: the file ends inside it",
        _ => $"the record at byte {Offset} is no event",
    };
}

/// <summary>Kinds of <see cref="RecordDamage"/>.</summary>
internal enum RecordDamageKind
{
    /// <summary>A checksum does not match: bytes were changed.</summary>
    Corrupted,

    /// <summary>The file ends inside the data or its checksum.</summary>
    Truncated,

    /// <summary>The record is whole, but its content is no event.</summary>
    NotAnEvent,
}
