namespace Retrain.Photos.Decoding.Png;

/// <summary>
/// PNG files. Inflating is zlib's; chunks, filters and colours are ours, because Skia's reader drops the low byte of 16 bits, needs four
/// bytes a pixel for the whole picture at once, and says neither which checksum is wrong nor that rows are left over.
/// </summary>
internal static class PngPhoto
{
    /// <summary>Decodes a file that begins with the signature.</summary>
    public static Decoded Decode(ReadOnlyMemory<byte> file, DecodeOptions options, List<string> notes)
    {
        PngStructure structure = PngStructure.Read(file.Span);
        if (structure.Chunks.Count == 0 || PngHeader.Read(structure.Data(file.Span, "IHDR")) is not { } header)
        {
            return Decoded.Damaged("PNG is cut off in its header");
        }

        if (PictureSize.Check(header.Width, header.Height) is { } refused)
        {
            return refused;
        }

        if (!header.IsLegal)
        {
            return Decoded.Damaged(
                $"PNG is damaged: its header says colour type {header.Colour} with {header.Bits} bits, which does not exist");
        }

        if (header.Colour == PngHeader.Palette && structure.Data(file.Span, "PLTE").Length < 3)
        {
            return Decoded.Damaged("PNG is damaged: its palette is missing");
        }

        bool isApple = structure.Chunks[0].Type == "CgBI";
        if (isApple && !HasZlibHeader(structure.Data(file.Span, "IDAT")))
        {
            return Decoded.NotSupported(
                "PNG in Apple's own form (CgBI) is not read here; convert it with \"pngcrush -revert-iphone-optimizations\"");
        }

        List<string> refusedByTensorFlow = NoteWrapping(file.Span, structure, isApple, notes);
        using DecodeGate.Pass pass = DecodeGate.Enter((long)header.Width * header.Height);
        Decoded decoded = DecodeRows(file, structure, header, options.Compat, notes);
        if (decoded.Pixels is not { } pixels)
        {
            return options.Compat ? Decoded.RefusedByTensorFlow($"this PNG ({decoded.Problem?.Reason})", ProblemKind.Damaged) : decoded;
        }

        if (options.Compat && refusedByTensorFlow.Count > 0)
        {
            pixels.Dispose();
            return Decoded.RefusedByTensorFlow($"this PNG ({string.Join(", ", refusedByTensorFlow)})", ProblemKind.Damaged);
        }

        int orientation = options.Compat ? ExifOrientation.Upright : ExifOrientation.Read(structure.Data(file.Span, "eXIf"));
        return Decoded.Of(Orientation.Apply(pixels, orientation));
    }

    /// <summary>Notes what is wrong around the picture data, and hands back what of it the original stops at.</summary>
    private static List<string> NoteWrapping(ReadOnlySpan<byte> file, PngStructure structure, bool isApple, List<string> notes)
    {
        List<string> fatal = [];
        if (isApple)
        {
            fatal.Add("PNG begins with Apple's chunk CgBI");
        }

        foreach (IGrouping<string, PngChunk> chunks in structure.Chunks.Where(c => c.IsWhole && !c.ChecksumIsRight).GroupBy(c => c.Type))
        {
            (chunks.First().IsCritical ? fatal : notes).Add($"wrong checksum in chunk {chunks.Key} of the PNG");
        }

        if (structure.End < 0)
        {
            fatal.Add("end chunk of the PNG is missing");
        }
        else if (structure.End < file.Length)
        {
            notes.Add($"{file.Length - structure.End} bytes after the end chunk of the PNG");
        }

        notes.AddRange(fatal);
        return fatal;
    }

    /// <summary>
    /// Rows count as come through when the checksum of the inflated data says so. A chunk's checksum may then be wrong: it was checked by
    /// the other. The reverse proves nothing: the writer may have wrapped broken data with care.
    /// </summary>
    private static Decoded DecodeRows(ReadOnlyMemory<byte> file, PngStructure structure, PngHeader header, bool compat, List<string> notes)
    {
        PngColours colours = PngColours.Create(header, structure.Data(file.Span, "PLTE"), structure.Data(file.Span, "tRNS"), compat);
        var pixels = new Pixels((int)header.Width, (int)header.Height);
        PngRowsEnd end = PngRows.Read(file, structure.Chunks, header, colours, pixels, out int rows);
        string? fault = end switch
        {
            PngRowsEnd.DataEnded when structure.End < 0 => $"PNG is cut off: {rows} of {header.Height} rows",
            PngRowsEnd.DataEnded => $"PNG is damaged: its data ends after {rows} of {header.Height} rows",
            PngRowsEnd.Corrupt => $"PNG is damaged: its data, or the checksum of it, is wrong; found after {rows} of {header.Height} rows",
            PngRowsEnd.WrongFilter => $"PNG is damaged: a row filter is impossible after {rows} of {header.Height} rows",
            _ when colours.PaletteSize > 0 && colours.LargestIndex >= colours.PaletteSize && !compat =>
                $"PNG is damaged: its palette has {colours.PaletteSize} colours, a pixel asks for number {colours.LargestIndex}",
            _ => null,
        };
        if (fault is not null)
        {
            pixels.Dispose();
            return Decoded.Damaged(fault);
        }

        if (end == PngRowsEnd.MoreData)
        {
            notes.Add("PNG holds more data than its header claims rows");
        }

        return Decoded.Of(pixels);
    }

    private static bool HasZlibHeader(ReadOnlySpan<byte> data) =>
        data.Length >= 2 && (data[0] & 15) == 8 && ((data[0] << 8) | data[1]) % 31 == 0;
}
