using System.Buffers.Binary;

namespace Retrain.Photos.Decoding;

/// <summary>BMP files; the pixels are Skia's.</summary>
internal static class BmpPhoto
{
    private const int Os2HeaderLength = 12;

    /// <summary>Decodes a file that begins with "BM" and a known header length.</summary>
    public static Decoded Decode(ReadOnlyMemory<byte> file, DecodeOptions options)
    {
        if (options.Compat)
        {
            return Decoded.RefusedByTensorFlow("BMP", ProblemKind.NotSupported);
        }

        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < 26)
        {
            return Decoded.Damaged("BMP is cut off in its header");
        }

        bool os2 = BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]) == Os2HeaderLength;
        long width = os2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]) : BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]);

        // A negative height says that rows come from the top.
        long height = os2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]) : Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]));
        if (PictureSize.Check(width, height) is { } refused)
        {
            return refused;
        }

        using DecodeGate.Pass pass = DecodeGate.Enter(width * height);
        using SkiaPicture? picture = SkiaPicture.Open(file);
        if (picture is null || picture.Width != width || picture.Height != height)
        {
            return Decoded.Damaged("BMP is damaged: its header cannot be read");
        }

        int rows = picture.DecodeByStripes(picture.Width, picture.Height, AlphaRule.OnWhite, out Pixels? pixels);
        return pixels is not null ? Decoded.Of(pixels) : Decoded.Damaged($"BMP is cut off: {Math.Max(rows, 0)} of {height} rows");
    }
}
