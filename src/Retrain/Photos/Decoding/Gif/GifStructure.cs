using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Gif;

/// <summary>One frame of a GIF.</summary>
/// <param name="Left">Offset on the canvas, in pixels.</param>
/// <param name="Top">Offset on the canvas, in pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="IsWhole">Its data is there up to the block that ends it.</param>
/// <param name="TransparencyFlagAt">Offset of the packed byte whose lowest bit says that one colour is transparent; -1: none.</param>
internal readonly record struct GifFrame(int Left, int Top, int Width, int Height, bool IsWhole, int TransparencyFlagAt);

/// <summary>The blocks of a GIF (GIF89a specification), without its pixels.</summary>
internal sealed class GifStructure
{
    private const byte ImageDescriptor = 0x2C;
    private const byte Extension = 0x21;
    private const byte Trailer = 0x3B;
    private const byte GraphicControl = 0xF9;
    private const int HeaderLength = 13;

    private readonly List<GifFrame> frames = [];

    private GifStructure(int width, int height) => (Width, Height) = (width, height);

    /// <summary>Of the canvas, in pixels.</summary>
    public int Width { get; }

    /// <summary>Of the canvas, in pixels.</summary>
    public int Height { get; }

    /// <summary>In file order; the last may be cut off.</summary>
    public IReadOnlyList<GifFrame> Frames => frames;

    /// <summary>The trailer that ends the file is there.</summary>
    public bool HasTrailer { get; private set; }

    /// <summary>Reads a file that begins with "GIF8"; null where its header is cut off.</summary>
    public static GifStructure? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength)
        {
            return null;
        }

        var structure = new GifStructure(
            BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));
        structure.ReadBlocks(file, HeaderLength + ColourTableLength(file[10]));
        return structure;
    }

    private static int ColourTableLength(byte packed) => (packed & 0x80) != 0 ? 3 << ((packed & 7) + 1) : 0;

    /// <summary>Steps over sub-blocks, each led by its length, up to the empty one that ends them.</summary>
    private static bool TrySkipSubBlocks(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length)
        {
            int length = file[at];
            at += 1 + length;
            if (length == 0)
            {
                return true;
            }
        }

        return false;
    }

    private void ReadBlocks(ReadOnlySpan<byte> file, int at)
    {
        int transparencyFlagAt = -1;
        while (at < file.Length)
        {
            byte kind = file[at++];
            if (kind == Extension)
            {
                if (at + 2 < file.Length && file[at] == GraphicControl)
                {
                    transparencyFlagAt = at + 2;
                }

                at++;
                if (!TrySkipSubBlocks(file, ref at))
                {
                    return;
                }
            }
            else if (kind == ImageDescriptor && at + 9 <= file.Length)
            {
                ReadOnlySpan<byte> descriptor = file.Slice(at, 9);

                // Behind the local colours stands one byte, the size of a code.
                at += 9 + ColourTableLength(descriptor[8]) + 1;
                bool whole = TrySkipSubBlocks(file, ref at);
                frames.Add(new GifFrame(
                    BinaryPrimitives.ReadUInt16LittleEndian(descriptor),
                    BinaryPrimitives.ReadUInt16LittleEndian(descriptor[2..]),
                    BinaryPrimitives.ReadUInt16LittleEndian(descriptor[4..]),
                    BinaryPrimitives.ReadUInt16LittleEndian(descriptor[6..]),
                    whole,
                    transparencyFlagAt));
                transparencyFlagAt = -1;
            }
            else
            {
                HasTrailer = kind == Trailer;
                return;
            }
        }
    }
}
