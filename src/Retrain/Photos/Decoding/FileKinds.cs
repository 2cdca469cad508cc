using System.Buffers.Binary;
using System.Text;
using Retrain.Photos.Decoding.Jpeg;

namespace Retrain.Photos.Decoding;

/// <summary>What a file is, by its content. Names decide nothing; a name that disagrees is only reported.</summary>
internal static class FileKinds
{
    /// <summary>Text formats are searched for their mark within this many bytes.</summary>
    private const int TextWindow = 4096;

    private const string SaveAsJpeg = "convert it to JPEG or PNG";

    /// <summary>Every kind that is told apart; the first row that matches counts.</summary>
    public static IReadOnlyList<FileKind> All { get; } =
    [
        new("empty", [], f => f.IsEmpty, "file is empty; copy or download it again"),
        new("jpeg-ls", [".jls"], f => IsJpeg(f) && JpegStructure.FirstFrameMarker(f) == JpegMarker.JpegLs,
            "JPEG-LS is not read here; " + SaveAsJpeg),
        new("jpeg", [".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"], IsJpeg),
        new("png", [".png", ".apng"], f => f.StartsWith(Png.PngChunk.Signature)),
        new("gif", [".gif"], f => f.StartsWith("GIF8"u8)),
        new("webp", [".webp"], f => f.StartsWith("RIFF"u8) && Has(f, 8, "WEBP"u8)),
        new("bmp", [".bmp", ".dib"], IsBmp),
        new("heic", [".heic", ".heif"],
            f => Brand(f) is "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "hevm" or "hevs" or "mif1" or "msf1",
            "HEIC is not read here; convert it to JPEG (iPhone: Settings, Camera, Formats, Most Compatible)"),
        new("avif", [".avif"], f => Brand(f) is "avif" or "avis", "AVIF is not read here; " + SaveAsJpeg),
        new("jp2", [".jp2", ".jpx"], f => f.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20]),
            "JP2 (JPEG 2000) is not read here; " + SaveAsJpeg),
        new("j2k", [".j2k", ".j2c", ".jpc"], f => f.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]),
            "J2K (a JPEG 2000 codestream) is not read here; " + SaveAsJpeg),
        new("jxl", [".jxl"],
            f => f.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || f.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20]),
            "JXL (JPEG XL) is not read here; " + SaveAsJpeg),
        new("jxr", [".jxr", ".wdp", ".hdp"], f => f.StartsWith((ReadOnlySpan<byte>)[0x49, 0x49, 0xBC]),
            "JXR (JPEG XR) is not read here; " + SaveAsJpeg),
        new("tiff", [".tif", ".tiff"],
            f => f.StartsWith("II*\0"u8) || f.StartsWith("MM\0*"u8) || f.StartsWith("II+\0"u8) || f.StartsWith("MM\0+"u8),
            "TIFF is not read here; convert it to PNG (16 bits are kept) or JPEG"),
        new("ico", [".ico", ".cur"], f => f.Length >= 22 && f[0] == 0 && f[1] == 0 && f[2] is 1 or 2 && f[3] == 0 && f[4] > 0 && f[5] == 0,
            "ICO is not read here; convert it to PNG"),
        new("psd", [".psd", ".psb"], f => f.StartsWith("8BPS"u8), "PSD is not read here; export it as PNG or JPEG"),
        new("ppm", [".ppm", ".pgm", ".pbm", ".pnm", ".pam"],
            f => f.Length >= 3 && f[0] == 'P' && f[1] is >= (byte)'1' and <= (byte)'7'
                && f[2] is (byte)'\n' or (byte)' ' or (byte)'\r' or (byte)'\t',
            "PPM is not read here; convert it to PNG"),
        new("dicom", [".dcm"], f => Has(f, 128, "DICM"u8), "DICOM is not read here; export the pictures as PNG"),
        new("mp4", [".mp4", ".mov", ".m4v", ".3gp"], f => Brand(f) is not null, "MP4 is a film; take still pictures from it"),
        new("pdf", [".pdf"], f => f.StartsWith("%PDF-"u8), "PDF is a document; export its pictures"),
        new("zip", [".zip"], f => f.StartsWith("PK\u0003\u0004"u8) || f.StartsWith("PK\u0005\u0006"u8),
            "ZIP is an archive; unpack it first"),
        new("gzip", [".gz", ".tgz"], f => f.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]), "GZIP is an archive; unpack it first"),
        new("appledouble", [], f => f.StartsWith((ReadOnlySpan<byte>)[0, 5, 0x16, 7]),
            "AppleDouble companion of macOS, no picture; delete the files that begin with \"._\""),
        new("git-lfs pointer", [], f => f.StartsWith("version https://git-lfs."u8), "Git-LFS pointer, no picture; run \"git lfs pull\""),
        new("http header", [], f => f.StartsWith("HTTP/"u8), "HTTP header comes before the picture; download it again"),
        new("svg", [".svg"], f => Markup(f) is { } text && text.Contains("<svg", StringComparison.OrdinalIgnoreCase),
            "SVG is a drawing; export it as PNG"),
        new("html", [".html", ".htm"], f => Markup(f) is { } text && StartsWithAny(text, "<!doctype html", "<html", "<head", "<body"),
            "HTML page, no picture; download the picture again"),
        new("xml", [".xml"], f => Markup(f) is { } text && StartsWithAny(text, "<?xml", "<error"),
            "XML document, no picture; download the picture again"),
        new("json", [".json"], f => Text(f) is { } text && text[0] is '{' or '[', "JSON document, no picture; download the picture again"),
        new("text", [".txt", ".csv", ".md"], f => Text(f) is { Length: > 3 }, "text, no picture"),
        new("unknown", [], _ => true, "unknown kind of file, not a picture that is read here"),
    ];

    /// <summary>The kind of a file.</summary>
    public static FileKind Of(ReadOnlySpan<byte> file)
    {
        foreach (FileKind kind in All)
        {
            if (kind.Is(file))
            {
                return kind;
            }
        }

        throw new InvalidOperationException("The last row takes everything.");
    }

    /// <summary>
    /// What to say where a name's extension belongs to another kind; null where they agree or the extension says nothing.
    /// </summary>
    public static string? NameNote(string name, FileKind content)
    {
        string extension = Path.GetExtension(name).ToLowerInvariant();
        bool known = All.Any(kind => kind.Extensions.Contains(extension));
        return known && !content.Extensions.Contains(extension) && content.Name != "empty"
            ? $"name says {extension}, content is {content.Name}"
            : null;
    }

    private static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>"BM" alone begins many a text; the length of the header that follows is one of a few.</summary>
    private static bool IsBmp(ReadOnlySpan<byte> file) =>
        file.Length >= 18 && file.StartsWith("BM"u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124;

    /// <summary>
    /// The brand of an ISO media file, or the most telling of its compatible brands where the major one is general; null for other files.
    /// </summary>
    private static string? Brand(ReadOnlySpan<byte> file)
    {
        if (file.Length < 16 || !Has(file, 4, "ftyp"u8))
        {
            return null;
        }

        string major = Encoding.Latin1.GetString(file.Slice(8, 4));
        if (major is "mif1" or "msf1")
        {
            int end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file), (uint)file.Length);
            for (int at = 16; at + 4 <= end; at += 4)
            {
                if (Has(file, at, "avif"u8) || Has(file, at, "avis"u8))
                {
                    return "avif";
                }
            }
        }

        return major;
    }

    private static bool Has(ReadOnlySpan<byte> file, int offset, ReadOnlySpan<byte> bytes) =>
        file.Length >= offset + bytes.Length && file[offset..].StartsWith(bytes);

    private static string? Markup(ReadOnlySpan<byte> file) => Text(file) is { } text && text[0] == '<' ? text : null;

    /// <summary>The beginning of a text without byte order mark and leading blanks; null for what is no text, or blank.</summary>
    private static string? Text(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> start = file[..Math.Min(file.Length, TextWindow)];
        if (start.StartsWith("\uFEFF"u8))
        {
            start = start[3..];
        }

        foreach (byte b in start)
        {
            if (b is < 32 and not ((byte)'\n' or (byte)'\r' or (byte)'\t' or 12) or 127)
            {
                return null;
            }
        }

        string text = Encoding.UTF8.GetString(start).TrimStart();

        // The window may cut the last character in two; elsewhere bytes that are no UTF-8 are no text.
        int broken = text.IndexOf('\uFFFD', StringComparison.Ordinal);
        return text.Length > 0 && (broken < 0 || broken == text.Length - 1) ? text : null;
    }

    private static bool StartsWithAny(string text, params ReadOnlySpan<string> starts)
    {
        foreach (string start in starts)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
