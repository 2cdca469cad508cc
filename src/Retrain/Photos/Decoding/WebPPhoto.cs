using System.Buffers.Binary;

namespace Retrain.Photos.Decoding;

/// <summary>WebP files: lossy, lossless, with alpha, the first frame of an animation; the pixels are Skia's (libwebp).</summary>
internal static class WebPPhoto
{
    private const int RiffHeaderLength = 12;
    private const int ChunkHeaderLength = 8;

    /// <summary>Decodes a file that begins with "RIFF....WEBP".</summary>
    public static Decoded Decode(ReadOnlyMemory<byte> file, DecodeOptions options, List<string> notes)
    {
        if (options.Compat)
        {
            return Decoded.RefusedByTensorFlow("WebP", ProblemKind.NotSupported);
        }

        long claimed = 8L + BinaryPrimitives.ReadUInt32LittleEndian(file.Span[4..]);
        string cut = $"WebP is cut off: {file.Length} of {claimed} bytes";
        using SkiaPicture? picture = SkiaPicture.Open(file);
        if (picture is null)
        {
            return Decoded.Damaged(claimed > file.Length ? cut : "WebP is damaged: its headers cannot be read");
        }

        if (PictureSize.Check(picture.Width, picture.Height) is { } refused)
        {
            return refused;
        }

        using DecodeGate.Pass pass = DecodeGate.Enter((long)picture.Width * picture.Height);
        if (picture.DecodeAtOnce(AlphaRule.OnWhite) is not { } pixels)
        {
            return Decoded.Damaged(claimed > file.Length ? cut : "WebP is damaged: its data is corrupt");
        }

        if (claimed > file.Length)
        {
            notes.Add(cut + "; the picture is whole");
        }
        else if (claimed < file.Length)
        {
            notes.Add($"{file.Length - claimed} bytes after the end of the WebP");
        }

        return Decoded.Of(Orientation.Apply(pixels, ExifOrientation.Read(Exif(file.Span))));
    }

    /// <summary>The data of the EXIF chunk from its byte order mark on; empty where there is none.</summary>
    private static ReadOnlySpan<byte> Exif(ReadOnlySpan<byte> file)
    {
        long at = RiffHeaderLength;
        while (at + ChunkHeaderLength <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            long length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("EXIF"u8))
            {
                ReadOnlySpan<byte> data = chunk.Slice(ChunkHeaderLength, (int)Math.Min(length, chunk.Length - ChunkHeaderLength));

                // Some writers put JPEG's lead before it.
                return data.StartsWith("Exif\0\0"u8) ? data[6..] : data;
            }

            // Chunks are padded to an even length.
            at += ChunkHeaderLength + length + (length & 1);
        }

        return default;
    }
}
