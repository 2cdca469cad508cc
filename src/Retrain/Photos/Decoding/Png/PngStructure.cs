using System.Buffers.Binary;
using System.Text;

namespace Retrain.Photos.Decoding.Png;

/// <summary>The chunks of a PNG, up to its end or to where it is cut off.</summary>
internal sealed class PngStructure
{
    /// <summary>Length, type and checksum around a chunk's data.</summary>
    private const int Wrapping = 12;

    private readonly List<PngChunk> chunks = [];

    private PngStructure()
    {
    }

    /// <summary>In file order.</summary>
    public IReadOnlyList<PngChunk> Chunks => chunks;

    /// <summary>Offset behind IEND; -1 where the file ends without it.</summary>
    public int End { get; private set; } = -1;

    /// <summary>Reads a file that begins with the signature.</summary>
    public static PngStructure Read(ReadOnlySpan<byte> file)
    {
        var structure = new PngStructure();
        int at = PngChunk.Signature.Length;
        while (structure.End < 0 && file.Length - at >= 8)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
            if (!IsType(type))
            {
                break;
            }

            bool whole = length <= (uint)Math.Max(0, file.Length - at - Wrapping) && file.Length - at >= Wrapping;
            int present = whole ? (int)length : (int)Math.Min(length, (uint)(file.Length - at - 8));
            bool right = whole
                && PngCrc.Of(file.Slice(at + 4, present + 4)) == BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + present)..]);
            var chunk = new PngChunk(Encoding.ASCII.GetString(type), at + 8, present, whole, right);
            structure.chunks.Add(chunk);
            if (!whole)
            {
                break;
            }

            at += Wrapping + present;
            structure.End = chunk.Type == "IEND" ? at : -1;
        }

        return structure;
    }

    /// <summary>The data of the first chunk of a type; empty where there is none.</summary>
    public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> file, string type)
    {
        foreach (PngChunk chunk in chunks)
        {
            if (chunk.Type == type)
            {
                return file.Slice(chunk.Start, chunk.Length);
            }
        }

        return default;
    }

    private static bool IsType(ReadOnlySpan<byte> type)
    {
        foreach (byte b in type)
        {
            if (!char.IsAsciiLetter((char)b))
            {
                return false;
            }
        }

        return true;
    }
}
