using Google.Protobuf;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Formats.EventFiles;

/// <summary>Reads the events of a file one by one, as far as it is sound.</summary>
internal sealed class EventFileReader : IDisposable
{
    private readonly Stream stream;
    private readonly RecordReader records;
    private RecordDamage? notAnEvent;

    /// <summary>Reads from a stream, which it closes.</summary>
    public EventFileReader(Stream stream)
    {
        this.stream = stream;
        records = new RecordReader(stream);
    }

    /// <summary>Why reading stopped before the end; <see langword="null"/> while it goes on and where the file just ends.</summary>
    public RecordDamage? Damage => records.Damage ?? notAnEvent;

    /// <summary>Records too long to be kept in memory, which were passed over.</summary>
    public int PassedOver => records.PassedOver;

    /// <summary>Opens a file, which another program may be writing.</summary>
    /// <exception cref="EventFileException">It cannot be opened.</exception>
    public static EventFileReader Open(string path)
    {
        try
        {
            return new EventFileReader(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 << 10));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EventFileException($"it cannot be opened: {fault.Message.TrimEnd('.')}", fault);
        }
    }

    /// <summary>All events up to the end or the damage. To be called once.</summary>
    /// <exception cref="EventFileException">The system cannot read the file.</exception>
    public IEnumerable<Event> Events()
    {
        while (Next() is { } next)
        {
            yield return next;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private Event? Next()
    {
        if (notAnEvent is not null || !records.TryRead(out ReadOnlySpan<byte> data))
        {
            return null;
        }

        try
        {
            return Event.Parser.ParseFrom(data);
        }
        catch (InvalidProtocolBufferException)
        {
            notAnEvent = new RecordDamage(RecordDamageKind.NotAnEvent, records.Offset);
            return null;
        }
    }
}
