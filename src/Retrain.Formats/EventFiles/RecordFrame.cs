using System.Buffers.Binary;
using Retrain.Formats.TensorFlow;

namespace Retrain.Formats.EventFiles;

/// <summary>
/// A record as TensorFlow stores it: length (8 bytes), checksum of these 8 bytes, data, checksum of the data; little-endian, checksums
/// masked.
/// </summary>
internal static class RecordFrame
{
    /// <summary>Bytes before the data.</summary>
    public const int HeadLength = sizeof(ulong) + sizeof(uint);

    /// <summary>Bytes behind the data.</summary>
    public const int TailLength = sizeof(uint);

    /// <summary>Writes head and tail around data that already lies in its place.</summary>
    /// <param name="record">Head, data and tail.</param>
    public static void Close(Span<byte> record)
    {
        int length = record.Length - HeadLength - TailLength;
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[sizeof(ulong)..], Checksum(record[..sizeof(ulong)]));
        BinaryPrimitives.WriteUInt32LittleEndian(record[^TailLength..], Checksum(record.Slice(HeadLength, length)));
    }

    /// <summary>The masked checksum.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes) => Crc32C.Mask(Crc32C.Of(bytes));
}
