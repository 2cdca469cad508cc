using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Retrain.Testing;

/// <summary>A NumPy array file: <c>descr</c> one of <c>&lt;f4 &lt;f8 &lt;f2 |u1 |i1 &lt;i2 &lt;i4 &lt;i8</c>, C order.</summary>
public sealed partial class Npy
{
    private readonly byte[] data;
    private readonly string descr;

    private Npy(int[] shape, string descr, byte[] data)
    {
        Shape = shape;
        this.descr = descr;
        this.data = data;
    }

    /// <summary>Lengths of the axes.</summary>
    public int[] Shape { get; }

    /// <summary>Reads a file.</summary>
    public static Npy Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        Assert.True(file.AsSpan(0, 6).SequenceEqual("\u0093NUMPY"u8) || file[0] == 0x93, path + " is no .npy file");
        int headerStart = file[6] == 1 ? 10 : 12;
        int headerLength =
            file[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)) : BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8));
        string header = Encoding.Latin1.GetString(file, headerStart, headerLength);
        Assert.Contains("'fortran_order': False", header);
        string descr = Descr().Match(header).Groups[1].Value;
        int[] shape = [.. ShapeList().Match(header).Groups[1].Value.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
        return new Npy(shape, descr, file[(headerStart + headerLength)..]);
    }

    /// <summary>All values as float32; integers and other floats are converted.</summary>
    public float[] Floats() => descr switch
    {
        "<f4" => MemoryMarshal.Cast<byte, float>(data).ToArray(),
        _ => [.. Doubles().Select(d => (float)d)],
    };

    /// <summary>All values as float64.</summary>
    public double[] Doubles() => descr switch
    {
        "<f4" => [.. MemoryMarshal.Cast<byte, float>(data).ToArray().Select(v => (double)v)],
        "<f8" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        "<f2" => [.. MemoryMarshal.Cast<byte, Half>(data).ToArray().Select(v => (double)v)],
        _ => [.. Integers().Select(v => (double)v)],
    };

    /// <summary>All values as integers.</summary>
    public int[] Integers() => descr switch
    {
        "|u1" => [.. data.Select(v => (int)v)],
        "|i1" => [.. data.Select(v => (int)unchecked((sbyte)v))],
        "<i2" => [.. MemoryMarshal.Cast<byte, short>(data).ToArray().Select(v => (int)v)],
        "<i4" => MemoryMarshal.Cast<byte, int>(data).ToArray(),
        "<i8" => [.. MemoryMarshal.Cast<byte, long>(data).ToArray().Select(v => checked((int)v))],
        _ => throw new NotSupportedException(descr),
    };

    /// <summary>The raw bytes of a <c>|u1</c> array.</summary>
    public byte[] Bytes() => descr == "|u1" ? data : throw new NotSupportedException(descr);

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex Descr();

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapeList();
}
