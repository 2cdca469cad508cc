using System.Buffers.Binary;

namespace Retrain.Photos.Decoding;

/// <summary>BMP files; the pixels are Skia's.</summary>
internal static class BmpPhoto
{
    private const int Os2HeaderLength = 12;
    private const uint BitFields = 3;
    private const uint AlphaBitFields = 6;
    private const int FirstMaskAt = 54;
    private const int MaskCount = 3;

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
        long height = os2
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..])
            : Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]));
        if (PictureSize.Check(width, height) is { } refused)
        {
            return refused;
        }

        if (!os2 && !MasksAreContinuous(bytes))
        {
            return Decoded.Damaged("BMP is damaged: its colour masks have holes");
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

    /// <summary>Skia prints a warning to the console for every mask with a hole, so such files do not reach it.</summary>
    private static bool MasksAreContinuous(ReadOnlySpan<byte> file)
    {
        if (file.Length < FirstMaskAt + (4 * MaskCount)
            || BinaryPrimitives.ReadUInt32LittleEndian(file[30..]) is not (BitFields or AlphaBitFields))
        {
            return true;
        }

        for (int i = 0; i < MaskCount; i++)
        {
            uint mask = BinaryPrimitives.ReadUInt32LittleEndian(file[(FirstMaskAt + (4 * i))..]);
            if ((mask & unchecked(mask + (mask & (0 - mask)))) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
