namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>
/// JPEG files: what is read, what is refused, and how; the pixels are Skia's (libjpeg-turbo, accurate DCT, fancy upsampling).
/// </summary>
internal static class JpegPhoto
{
    /// <summary>
    /// Only a photo at least twice too large is reduced; below that, time saved is not worth pixels other than those of a full decode.
    /// </summary>
    private const int LargestReducedScale = 4;

    private static readonly JpegFrame NoFrame = new(0, 0, 0, 0, []);

    /// <summary>Decodes a file that begins with FF D8 FF.</summary>
    public static Decoded Decode(ReadOnlyMemory<byte> file, DecodeOptions options, List<string> notes)
    {
        JpegStructure structure = JpegStructure.Read(file.Span);
        JpegFrame frame = structure.Frame ?? NoFrame;
        if (Unreadable(frame, structure.AdobeTransform is not null) is { } refused)
        {
            return refused;
        }

        JpegFindings findings = JpegWalker.Walk(file.Span, structure, frame);
        notes.AddRange(findings.Notes);
        return options.Compat
            ? DecodeAsTensorFlow(file, structure, frame, findings, notes)
            : DecodeWhole(file, structure, frame, findings, options);
    }

    private static Decoded? Unreadable(JpegFrame frame, bool hasAdobe)
    {
        if (frame.Components.Length == 0)
        {
            return Decoded.Damaged("JPEG is cut off in its header");
        }

        if (frame.Marker is not (0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA) || frame.Bits == 12)
        {
            return Decoded.NotSupported($"JPEG of a kind that is not read here ({frame.Coding}, {frame.Bits} bits a sample); "
                + "convert it to an 8-bit baseline JPEG or to PNG");
        }

        if (frame.Bits != 8)
        {
            return Decoded.Damaged($"JPEG is damaged: its header says {frame.Bits} bits a sample, which no JPEG has");
        }

        if (frame.Components.Length is not (1 or 3 or 4))
        {
            return Decoded.Damaged($"JPEG has {frame.Components.Length} components; 1 (grey), 3 (colour) and 4 (CMYK) are known");
        }

        if (frame.Components.Any(c => c.H is < 1 or > 4 || c.V is < 1 or > 4))
        {
            return Decoded.Damaged("JPEG is damaged: its sampling factors are impossible");
        }

        if (frame is { Components.Length: 4, IsArithmetic: true } && !hasAdobe)
        {
            return Decoded.NotSupported(
                "JPEG of a kind that is not read here (CMYK in arithmetic coding, without Adobe's marker); convert it to an RGB JPEG");
        }

        return PictureSize.Check(frame.Width, frame.Height);
    }

    /// <summary>TensorFlow takes what libjpeg takes, guessed rows included, but not a file that ends before its end marker.</summary>
    private static Decoded DecodeAsTensorFlow(
        ReadOnlyMemory<byte> file, JpegStructure structure, JpegFrame frame, JpegFindings findings, List<string> notes)
    {
        if (structure.End < 0)
        {
            return Decoded.RefusedByTensorFlow(
                "a JPEG that ends before its end marker" + (findings.Fault is null ? "" : $" ({findings.Fault})"), ProblemKind.Damaged);
        }

        if (findings.Fault is not null)
        {
            notes.Add(findings.Fault);
        }

        Decoded decoded = Pixels(findings.IsUnfinished ? Smoothed(file, structure, frame) : file, structure, frame, default, compat: true);
        return decoded.Pixels is not null
            ? decoded
            : Decoded.RefusedByTensorFlow($"this JPEG ({findings.Fault ?? decoded.Problem?.Reason})", ProblemKind.Damaged);
    }

    private static Decoded DecodeWhole(
        ReadOnlyMemory<byte> file, JpegStructure structure, JpegFrame frame, JpegFindings findings, DecodeOptions options)
    {
        if (findings.Fault is not null)
        {
            return Decoded.Damaged(findings.Fault);
        }

        bool swapped = Orientation.SwapsSides(structure.Orientation);
        (int Width, int Height) target =
            swapped ? (options.TargetHeight, options.TargetWidth) : (options.TargetWidth, options.TargetHeight);
        Decoded decoded = Pixels(findings.Repair(file), structure, frame, target, compat: false);
        return decoded.Pixels is { } pixels
            ? Decoded.Of(Orientation.Apply(pixels, structure.Orientation)) with { Scale = swapped ? decoded.Scale.Turn() : decoded.Scale }
            : decoded;
    }

    private static Decoded Pixels(
        ReadOnlyMemory<byte> file, JpegStructure structure, JpegFrame frame, (int Width, int Height) target, bool compat)
    {
        using DecodeGate.Pass pass = DecodeGate.Enter((long)frame.Width * frame.Height);
        if (frame.Components.Length == 4 && structure.AdobeTransform is null)
        {
            return PlainCmyk.Decode(file.Span, structure, frame, roundDown: compat) is { } plain
                ? Decoded.Of(plain)
                : Decoded.Damaged("JPEG is damaged: its tables are missing");
        }

        using SkiaPicture? picture = SkiaPicture.Open(file);
        if (picture is null)
        {
            return Decoded.Damaged("JPEG is damaged: its headers cannot be read");
        }

        DecodeScale scale = ScaleFor(picture, target);
        (int width, int height) = scale.Taken;
        int rows = picture.DecodeByStripes(width, height, AlphaRule.Drop, out Pixels? pixels);
        return pixels is not null
            ? Decoded.Of(pixels) with { Scale = scale }
            : Decoded.Damaged($"JPEG is damaged: {Math.Max(rows, 0)} of {height} rows");
    }

    /// <summary>An unfinished progressive file as TensorFlow 1.15 completes it.</summary>
    private static ReadOnlyMemory<byte> Smoothed(ReadOnlyMemory<byte> file, JpegStructure structure, JpegFrame frame)
    {
        JpegPlane[] planes = JpegCoefficients.Read(file.Span, structure, frame).Planes;
        BlockSmoothing.Apply(frame, planes);
        byte[] marker = structure.HasJfif ? JpegRewriter.JfifMarker()
            : structure.AdobeTransform is { } transform ? JpegRewriter.AdobeMarker(transform)
            : [];
        return JpegRewriter.Write(frame, planes, [.. Enumerable.Range(0, planes.Length)], marker);
    }

    /// <summary>The smallest scale in eighths that leaves enough pixels for the target.</summary>
    private static DecodeScale ScaleFor(SkiaPicture picture, (int Width, int Height) target)
    {
        (int Width, int Height) smaller = default;
        for (int eighths = 1; eighths <= LargestReducedScale; eighths++)
        {
            (int Width, int Height) size = picture.Scaled(eighths);
            if (DecodeScale.Suffices(size, target))
            {
                return new DecodeScale { IsReduced = true, Taken = size, Smaller = smaller };
            }

            smaller = size;
        }

        return new DecodeScale { Taken = (picture.Width, picture.Height), Smaller = smaller };
    }
}
