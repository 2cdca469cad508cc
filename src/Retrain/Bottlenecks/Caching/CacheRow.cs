using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Retrain.Photos.Decoding;
using SQLitePCL;

namespace Retrain.Bottlenecks.Caching;

/// <summary>
/// A row of <c>bottlenecks</c> and its checksum. SQLite notices broken pages, not a flipped bit inside a value; the checksum does.
/// </summary>
internal static class CacheRow
{
    /// <summary>The columns that <see cref="TryRead"/> expects, in its order. Features last: what is not wanted is then not read.</summary>
    public const string Columns = "b.content, b.suffix, b.problem, b.reason, b.notes, b.checksum, b.features";

    private const int Content = 0;
    private const int Suffix = 1;
    private const int Problem = 2;
    private const int Reason = 3;
    private const int Notes = 4;
    private const int Checksum = 5;
    private const int Features = 6;

    /// <summary>The suffix of the row that a query stands on.</summary>
    public static string SuffixOf(sqlite3_stmt row) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(row, Suffix));

    /// <summary>The content that the row is for; <see langword="false"/> where it is damaged.</summary>
    public static bool TryReadContent(sqlite3_stmt row, out ContentHash content)
    {
        ReadOnlySpan<byte> bytes = raw.sqlite3_column_blob(row, Content);
        content = bytes.Length == ContentHash.Length ? new ContentHash(bytes) : default;
        return bytes.Length == ContentHash.Length;
    }

    /// <summary>Reads the row that a query stands on.</summary>
    /// <param name="row">A query that begins with <see cref="Columns"/>.</param>
    /// <param name="fingerprint">Of the network that was asked for.</param>
    /// <param name="features">[F]; overwritten where the photo is usable.</param>
    /// <param name="outcome">What the row says.</param>
    /// <returns><see langword="false"/> for a damaged row.</returns>
    public static bool TryRead(sqlite3_stmt row, string fingerprint, Span<float> features, out PhotoOutcome outcome)
    {
        ReadOnlySpan<byte> blob = raw.sqlite3_column_blob(row, Features);
        bool hasProblem = raw.sqlite3_column_type(row, Problem) != raw.SQLITE_NULL;
        var problem = (ProblemKind)(hasProblem ? raw.sqlite3_column_int(row, Problem) : -1);
        outcome = default;
        uint checksum = ChecksumOf(
            fingerprint, raw.sqlite3_column_blob(row, Content), raw.sqlite3_column_blob(row, Suffix), problem,
            raw.sqlite3_column_blob(row, Reason), raw.sqlite3_column_blob(row, Notes), blob);
        if (checksum != raw.sqlite3_column_int64(row, Checksum) || blob.Length != (hasProblem ? 0 : features.Length * sizeof(float)))
        {
            return false;
        }

        string notes = Encoding.UTF8.GetString(raw.sqlite3_column_blob(row, Notes));
        outcome = new PhotoOutcome(
            hasProblem ? new PhotoProblem(problem, Encoding.UTF8.GetString(raw.sqlite3_column_blob(row, Reason))) : null,
            notes.Length == 0 ? null : notes.Split('\n'));
        if (!hasProblem)
        {
            blob.CopyTo(MemoryMarshal.AsBytes(features));
            ToHostOrder(features);
        }

        return true;
    }

    /// <summary>The text of the column <c>notes</c>.</summary>
    public static string JoinNotes(PhotoOutcome outcome) => string.Join('\n', outcome.Notes.Select(note => note.ReplaceLineEndings(" ")));

    /// <summary>The bytes of the column <c>features</c>.</summary>
    /// <param name="features">[F].</param>
    /// <param name="blob">4 F bytes, overwritten.</param>
    public static void WriteFeatures(ReadOnlySpan<float> features, Span<byte> blob)
    {
        MemoryMarshal.AsBytes(features).CopyTo(blob);
        ToHostOrder(MemoryMarshal.Cast<byte, float>(blob));
    }

    /// <summary>CRC-32C over all that a row says, each part followed by its length so that none can lend bytes to the next.</summary>
    public static uint ChecksumOf(
        string fingerprint, ReadOnlySpan<byte> content, ReadOnlySpan<byte> suffix, ProblemKind problem, ReadOnlySpan<byte> reason,
        ReadOnlySpan<byte> notes, ReadOnlySpan<byte> features)
    {
        uint crc = Append(uint.MaxValue, Encoding.UTF8.GetBytes(fingerprint));
        crc = Append(crc, content);
        crc = Append(crc, suffix);
        crc = BitOperations.Crc32C(crc, (uint)problem);
        crc = Append(crc, reason);
        crc = Append(crc, notes);
        return Append(crc, features);
    }

    private static uint Append(uint crc, ReadOnlySpan<byte> part)
    {
        int length = part.Length;
        for (; part.Length >= sizeof(ulong); part = part[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(part));
        }

        foreach (byte value in part)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.Crc32C(crc, (uint)length);
    }

    /// <summary>Files hold little-endian numbers; this turns them where the machine does not, and back.</summary>
    private static void ToHostOrder(Span<float> values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(values);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }
}
