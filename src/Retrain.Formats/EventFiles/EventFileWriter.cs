using System.Buffers;
using System.Globalization;
using System.Net;
using Google.Protobuf;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Formats.EventFiles;

/// <summary>
/// Writes an event file. Whole records go to the system in one piece, so that a program that is killed leaves a readable file. Not
/// thread-safe.
/// </summary>
internal sealed class EventFileWriter : IDisposable
{
    /// <summary>What the first event says.</summary>
    public const string FileVersion = "brain.Event:2";

    private const int Piece = 256 << 10;

    private readonly Stream stream;
    private readonly ArrayBufferWriter<byte> pending = new(2 * Piece);

    /// <summary>Writes to a stream, which it closes, and begins with the event that names the version.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="start">The first event's time: a whole second, as TensorFlow's.</param>
    public EventFileWriter(Stream stream, DateTimeOffset start)
    {
        this.stream = stream;
        Write(new Event { WallTime = start.ToUnixTimeSeconds(), FileVersion = FileVersion });
    }

    /// <summary>Creates <c>events.out.tfevents.SECONDS.HOST</c> in a folder that is there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="start">For the name and the first event.</param>
    /// <param name="host">The machine's name; <see langword="null"/>: this one's.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static EventFileWriter Create(string folder, DateTimeOffset start, string? host = null)
    {
        string path = Path.Combine(folder, FileName(start, host));
        while (File.Exists(path))
        {
            // A run that went on within the second of the one before it.
            start += TimeSpan.FromSeconds(1);
            path = Path.Combine(folder, FileName(start, host));
        }

        return new EventFileWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), start);
    }

    /// <summary>The name of a file that begins at a time.</summary>
    public static string FileName(DateTimeOffset start, string? host = null)
    {
        string name = string.Concat(
            (host ?? Dns.GetHostName()).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        return string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{start.ToUnixTimeSeconds():D10}.{name}");
    }

    /// <summary>A time as events hold it.</summary>
    public static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond;

    /// <summary>Adds an event.</summary>
    public void Write(Event next)
    {
        int size = next.CalculateSize();
        int whole = RecordFrame.HeadLength + size + RecordFrame.TailLength;
        Span<byte> record = pending.GetSpan(whole)[..whole];
        next.WriteTo(record.Slice(RecordFrame.HeadLength, size));
        RecordFrame.Close(record);
        pending.Advance(whole);
        if (pending.WrittenCount >= Piece)
        {
            Flush();
        }
    }

    /// <summary>Hands all events to the system; from then on they outlive the program.</summary>
    public void Flush()
    {
        if (pending.WrittenCount > 0)
        {
            stream.Write(pending.WrittenSpan);
            pending.ResetWrittenCount();
            stream.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            stream.Dispose();
        }
    }
}
