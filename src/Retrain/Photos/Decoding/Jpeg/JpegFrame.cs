using System.Buffers.Binary;

namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>One component of a frame.</summary>
/// <param name="Id">By which scans name it.</param>
/// <param name="H">Horizontal sampling factor, 1 to 4.</param>
/// <param name="V">Vertical sampling factor, 1 to 4.</param>
/// <param name="Table">Number of its quantisation table, 0 to 3.</param>
internal readonly record struct JpegComponent(byte Id, int H, int V, int Table);

/// <summary>The frame header of a JPEG (T.81, B.2.2).</summary>
/// <param name="Marker">SOF0 to SOF15: the coding.</param>
/// <param name="Bits">Of a sample.</param>
/// <param name="Width">In pixels, as stored.</param>
/// <param name="Height">In pixels, as stored.</param>
/// <param name="Components">In file order.</param>
internal sealed record JpegFrame(byte Marker, int Bits, int Width, int Height, JpegComponent[] Components)
{
    /// <summary>Progressive: several scans refine the coefficients.</summary>
    public bool IsProgressive => Marker is 0xC2 or 0xCA;

    /// <summary>Arithmetic coding in place of Huffman codes.</summary>
    public bool IsArithmetic => Marker is 0xC9 or 0xCA;

    /// <summary>Largest horizontal sampling factor.</summary>
    public int MaxH => Components.Max(c => c.H);

    /// <summary>Largest vertical sampling factor.</summary>
    public int MaxV => Components.Max(c => c.V);

    /// <summary>MCUs of an interleaved scan in a row.</summary>
    public int McusAcross => DivideUp(Width, 8 * MaxH);

    /// <summary>Rows of MCUs of an interleaved scan.</summary>
    public int McusDown => DivideUp(Height, 8 * MaxV);

    /// <summary>Name of the coding in plain words.</summary>
    public string Coding => Marker switch
    {
        0xC0 => "baseline",
        0xC1 => "extended sequential",
        0xC2 => "progressive",
        0xC3 => "lossless",
        0xC5 => "differential sequential",
        0xC6 => "differential progressive",
        0xC7 => "differential lossless",
        0xC9 => "arithmetic sequential",
        0xCA => "arithmetic progressive",
        0xCB => "arithmetic lossless",
        JpegMarker.JpegLs => "JPEG-LS",
        _ => "arithmetic differential",
    };

    /// <summary>Blocks of a component that hold picture, across.</summary>
    public int BlocksAcross(JpegComponent c) => DivideUp(Width * c.H, 8 * MaxH);

    /// <summary>Blocks of a component that hold picture, down.</summary>
    public int BlocksDown(JpegComponent c) => DivideUp(Height * c.V, 8 * MaxV);

    /// <summary>Reads a frame header; null where its length and its counts do not fit.</summary>
    public static JpegFrame? Read(byte marker, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 6 || payload.Length < 6 + (3 * payload[5]))
        {
            return null;
        }

        var components = new JpegComponent[payload[5]];
        for (int i = 0; i < components.Length; i++)
        {
            ReadOnlySpan<byte> c = payload.Slice(6 + (3 * i), 3);
            components[i] = new JpegComponent(c[0], c[1] >> 4, c[1] & 15, c[2]);
        }

        return new JpegFrame(marker, payload[0], BinaryPrimitives.ReadUInt16BigEndian(payload[3..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[1..]), components);
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
