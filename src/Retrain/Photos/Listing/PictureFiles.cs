using System.Buffers.Binary;
using System.Text;
using Retrain.Foundation;

namespace Retrain.Photos.Listing;

/// <summary>Which files are photos: by extension, otherwise by their first bytes.</summary>
internal static class PictureFiles
{
    private const int HeaderLength = 18;

    // Formats that are not decoded are in the list too: the decoder names and counts them, a listing would only lose them.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".jfi", ".jif", ".pjpeg", ".pjp", ".png", ".bmp", ".dib", ".gif", ".webp",
        ".heic", ".heif", ".heics", ".hif", ".avif", ".tif", ".tiff", ".jxl", ".jp2", ".j2k", ".jpx", ".jls", ".ico",
        ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".raf", ".rw2",
    };

    // Brands of the ISO base media format that hold still pictures; films are in the same container.
    private static readonly HashSet<string> StillBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"];

    /// <summary>Whether the name alone says that it is a picture; upper and lower case are the same.</summary>
    public static bool HasPictureExtension(string name) => Extensions.Contains(Path.GetExtension(name));

    /// <summary>
    /// Whether a file begins like a picture. Opens only regular files that are not empty, since reading a pipe would never end.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">Why it is not a picture, for people; empty where it is one.</param>
    public static bool BeginsLikeAPicture(string path, out string reason)
    {
        reason = "not a picture by name or content";
        try
        {
            if (new FileInfo(path) is { Length: 0, LinkTarget: null })
            {
                reason = "empty, and no picture by name";
                return false;
            }

            Span<byte> header = stackalloc byte[HeaderLength];
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            int length = stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
            if (!IsPicture(header[..length]))
            {
                return false;
            }

            reason = "";
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = "cannot be read: " + e.OneLine();
            return false;
        }
    }

    /// <summary>Whether these first bytes (18 suffice) are those of a JPEG, PNG, GIF, BMP, WebP, TIFF, HEIF or AVIF picture.</summary>
    internal static bool IsPicture(ReadOnlySpan<byte> header) =>
        header.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || header.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
        || header.StartsWith("GIF87a"u8) || header.StartsWith("GIF89a"u8)
        || IsBitmap(header)
        || (header.Length >= 12 && header.StartsWith("RIFF"u8) && header[8..12].SequenceEqual("WEBP"u8))
        || header.StartsWith("II*\0"u8) || header.StartsWith("MM\0*"u8)
        || (header.Length >= 12 && header[4..8].SequenceEqual("ftyp"u8) && StillBrands.Contains(Encoding.Latin1.GetString(header[8..12])));

    // "BM" alone begins many a text; the size of the second header takes only these values.
    private static bool IsBitmap(ReadOnlySpan<byte> header) =>
        header.Length >= HeaderLength && header.StartsWith("BM"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(header[14..]) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124;
}
