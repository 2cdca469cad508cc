using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Gif;

/// <summary>GIF files: the first frame on a white canvas; the pixels are Skia's.</summary>
internal static class GifPhoto
{
    /// <summary>Decodes a file that begins with "GIF8".</summary>
    public static Decoded Decode(ReadOnlyMemory<byte> file, DecodeOptions options, List<string> notes)
    {
        if (GifStructure.Read(file.Span) is not { } structure)
        {
            return Decoded.Damaged("GIF is cut off in its header");
        }

        return options.Compat ? DecodeAsTensorFlow(file, structure) : DecodeFirstFrame(file, structure, notes);
    }

    private static Decoded DecodeFirstFrame(ReadOnlyMemory<byte> file, GifStructure structure, List<string> notes)
    {
        if (PictureSize.Check(structure.Width, structure.Height) is { } refused)
        {
            return refused;
        }

        if (structure.Frames.Count == 0)
        {
            return Decoded.Damaged("GIF has no frame");
        }

        GifFrame first = structure.Frames[0];
        if (!first.IsWhole)
        {
            return Decoded.Damaged("GIF is cut off in its first frame");
        }

        // Decoders disagree on what is seen then: some enlarge the canvas, some cut the frame.
        if (first.Left + first.Width > structure.Width || first.Top + first.Height > structure.Height)
        {
            return Decoded.Damaged(
                $"GIF is damaged: its first frame sticks out of the canvas of {structure.Width} x {structure.Height} pixels");
        }

        if (!structure.HasTrailer)
        {
            notes.Add(structure.Frames[^1].IsWhole
                ? "trailer of the GIF is missing"
                : $"GIF is cut off in frame {structure.Frames.Count}; the first one is whole");
        }

        return Pixels(file, AlphaRule.OnWhite, structure.Width, structure.Height);
    }

    /// <summary>
    /// As DecodeJpeg of TensorFlow 1.15: one frame, whose size is the picture's whatever canvas is claimed, and transparent pixels in the
    /// palette's colour. Skia gets a copy that says so.
    /// </summary>
    private static Decoded DecodeAsTensorFlow(ReadOnlyMemory<byte> file, GifStructure structure)
    {
        if (!structure.HasTrailer || structure.Frames.Count == 0)
        {
            return Decoded.RefusedByTensorFlow("a GIF that is not whole", ProblemKind.Damaged);
        }

        if (structure.Frames.Count > 1)
        {
            return Decoded.RefusedByTensorFlow($"a GIF of {structure.Frames.Count} frames", ProblemKind.NotSupported);
        }

        GifFrame only = structure.Frames[0];
        if (only.Left != 0 || only.Top != 0)
        {
            return Decoded.RefusedByTensorFlow("a GIF whose first frame does not fill the canvas", ProblemKind.NotSupported);
        }

        if (PictureSize.Check(only.Width, only.Height) is { } refused)
        {
            return refused;
        }

        byte[] copy = file.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(6), (ushort)only.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(8), (ushort)only.Height);
        if (only.TransparencyFlagAt >= 0)
        {
            copy[only.TransparencyFlagAt] &= 0xFE;
        }

        return Pixels(copy, AlphaRule.Drop, only.Width, only.Height);
    }

    private static Decoded Pixels(ReadOnlyMemory<byte> file, AlphaRule alpha, int width, int height)
    {
        using DecodeGate.Pass pass = DecodeGate.Enter((long)width * height);
        using SkiaPicture? picture = SkiaPicture.Open(file);
        if (picture is null || picture.Width != width || picture.Height != height)
        {
            return Decoded.Damaged("GIF is damaged: its first frame cannot be read");
        }

        return picture.DecodeAtOnce(alpha) is { } pixels
            ? Decoded.Of(pixels)
            : Decoded.Damaged("GIF is damaged: the data of its first frame is corrupt or ends early");
    }
}
