namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>What a walk through a JPEG's data found.</summary>
internal sealed class JpegFindings
{
    /// <summary>Why not every row came through, "JPEG is cut off: 63 of 120 rows" for one; null where all did.</summary>
    public string? Fault { get; set; }

    /// <summary>MCUs of all scans up to the first fault.</summary>
    public long McusWalked { get; set; }

    /// <summary>A progressive file without its last scans, though closed by its end marker.</summary>
    public bool IsUnfinished { get; set; }

    /// <summary>Harm to the wrapping alone, one clause each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Bytes that a decoder wants otherwise: restart markers with a wrong number.</summary>
    public List<(int Offset, byte Value)> Repairs { get; } = [];

    /// <summary>Offset at which the end marker is missing; -1 where it is there.</summary>
    public int MissingEndAt { get; set; } = -1;

    /// <summary>The file as it is, or a copy whose wrapping is whole, where Skia would lose rows.</summary>
    public ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> file)
    {
        if (Repairs.Count == 0 && MissingEndAt < 0)
        {
            return file;
        }

        int length = MissingEndAt < 0 ? file.Length : MissingEndAt;
        byte[] copy = new byte[length + 2];
        file[..length].CopyTo(copy);
        copy[length] = 0xFF;
        copy[length + 1] = JpegMarker.EndOfImage;
        foreach ((int offset, byte value) in Repairs)
        {
            copy[offset] = value;
        }

        return copy;
    }
}
