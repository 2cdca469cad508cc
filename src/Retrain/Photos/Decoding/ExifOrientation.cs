using System.Buffers.Binary;

namespace Retrain.Photos.Decoding;

/// <summary>Reads the orientation out of EXIF data, which is a TIFF file without picture.</summary>
internal static class ExifOrientation
{
    /// <summary>Upright as stored.</summary>
    public const int Upright = 1;

    private const int OrientationTag = 0x0112;
    private const int TypeShort = 3;
    private const int TypeLong = 4;

    /// <summary>The orientation of the first directory, 1 to 8; broken data and values outside that range mean upright.</summary>
    /// <param name="tiff">From the byte order mark on ("II" or "MM").</param>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II"u8) || tiff.StartsWith("MM"u8)))
        {
            return Upright;
        }

        bool bigEndian = tiff[0] == 'M';
        uint directory = UInt32(tiff[4..], bigEndian);
        if (UInt16(tiff[2..], bigEndian) != 42 || directory > (uint)tiff.Length - 2)
        {
            return Upright;
        }

        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        int count = Math.Min(UInt16(tiff[(int)directory..], bigEndian), entries.Length / 12);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(i * 12, 12);
            if (UInt16(entry, bigEndian) == OrientationTag)
            {
                // The baseline says SHORT; some writers store LONG.
                uint value = UInt16(entry[2..], bigEndian) switch
                {
                    TypeShort => UInt16(entry[8..], bigEndian),
                    TypeLong => UInt32(entry[8..], bigEndian),
                    _ => 0u,
                };
                return value is >= 1 and <= 8 ? (int)value : Upright;
            }
        }

        return Upright;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
