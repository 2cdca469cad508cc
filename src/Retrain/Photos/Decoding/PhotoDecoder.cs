using Retrain.Photos.Decoding.Gif;
using Retrain.Photos.Decoding.Jpeg;
using Retrain.Photos.Decoding.Png;

namespace Retrain.Photos.Decoding;

/// <summary>Picture files of every kind to RGB pixels, by content and never by name.</summary>
/// <remarks>
/// One rule for damaged files: a photo is used when every row of it came through. Where only the wrapping is hurt (bytes after the end,
/// a missing end mark, a wrong checksum) the pixels are those of the undamaged picture and a note names the damage; otherwise there are
/// no pixels, and the problem says how far the data went.
/// </remarks>
internal static class PhotoDecoder
{
    /// <summary>Junk before a picture is looked through this far.</summary>
    private const int JunkWindow = 1 << 16;

    /// <summary>Decodes one file. Never throws for bad content; thread-safe.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name, for the note where name and content differ.</param>
    /// <param name="options">The rules.</param>
    public static DecodeResult Decode(ReadOnlyMemory<byte> file, string name, DecodeOptions options)
    {
        FileKind kind = FileKinds.Of(file.Span);
        List<string> notes = [];
        if (FileKinds.NameNote(name, kind) is { } differs)
        {
            notes.Add(differs);
        }

        Decoded decoded = kind.Name switch
        {
            "jpeg" => JpegPhoto.Decode(file, options, notes),
            "png" => PngPhoto.Decode(file, options, notes),
            "gif" => GifPhoto.Decode(file, options, notes),
            "webp" => WebPPhoto.Decode(file, options, notes),
            "bmp" => BmpPhoto.Decode(file, options),
            _ => NotAPicture(file.Span, kind),
        };
        return new DecodeResult(new PhotoFormat(kind.Name))
        {
            Pixels = decoded.Pixels,
            Problem = decoded.Problem,
            Notes = notes,
            Options = options,
            Scale = decoded.Scale,
        };
    }

    private static Decoded NotAPicture(ReadOnlySpan<byte> file, FileKind kind)
    {
        string why = kind.WhatToDo ?? "not read here";
        if (file.IsEmpty)
        {
            return Decoded.Damaged(why);
        }

        if (kind.Name is "unknown" or "text" or "http header")
        {
            ReadOnlySpan<byte> window = file[..Math.Min(file.Length, JunkWindow)];
            int start = window.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
            if (start > 0)
            {
                return Decoded.Damaged($"junk before the picture ({kind.Name}): a JPEG starts at byte {start}");
            }

            if (file.Length > 4 && file[0] == 0x89 && file[1..].StartsWith("PNG"u8))
            {
                return Decoded.Damaged(
                    "PNG is damaged: its line ends were changed, as by a transfer in text mode; copy it again in binary mode");
            }

            if (!file.ContainsAnyExcept((byte)0))
            {
                return Decoded.Damaged("file holds nothing but zeros; copy or download it again");
            }

            if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            {
                return Decoded.Damaged($"JPEG is cut off after {file.Length} bytes");
            }
        }

        return Decoded.NotSupported(why);
    }
}
