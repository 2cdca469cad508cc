using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Png;

/// <summary>The checksum of PNG chunks: CRC-32 of ISO 3309, polynomial EDB88320 reflected (PNG specification, annex D).</summary>
internal static class PngCrc
{
    private const int Ways = 8;

    /// <summary>Table n continues the checksum of a byte by n zero bytes, so that eight bytes are looked up side by side.</summary>
    private static readonly uint[] Tables = Build();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint[] tables = Tables;
        uint crc = uint.MaxValue;
        while (bytes.Length >= Ways)
        {
            ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = 0;
            for (int i = 0; i < Ways; i++)
            {
                crc ^= tables[((Ways - 1 - i) << 8) | (byte)(next >> (8 * i))];
            }

            bytes = bytes[Ways..];
        }

        foreach (byte b in bytes)
        {
            crc = tables[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] Build()
    {
        uint[] tables = new uint[Ways * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }

            tables[i] = crc;
        }

        for (int i = 256; i < tables.Length; i++)
        {
            uint before = tables[i - 256];
            tables[i] = tables[(byte)before] ^ (before >> 8);
        }

        return tables;
    }
}
