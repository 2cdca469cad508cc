using System.Buffers.Binary;
using System.Numerics;

namespace Retrain.Formats.TensorFlow;

/// <summary>The checksum of TensorFlow's tables, bundles and record files: CRC-32 with Castagnoli's polynomial.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Extend(0, bytes);

    /// <summary>The checksum of what <paramref name="crc"/> stands for with some bytes behind it.</summary>
    public static uint Extend(uint crc, ReadOnlySpan<byte> bytes)
    {
        // BitOperations uses the processor's instruction where there is one.
        uint state = ~crc;
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte b in bytes)
        {
            state = BitOperations.Crc32C(state, b);
        }

        return ~state;
    }

    /// <summary>The form in which a checksum is stored, since a checksum over bytes that hold their own checksum is weak.</summary>
    public static uint Mask(uint crc) => unchecked(((crc >> 15) | (crc << 17)) + MaskDelta);
}
