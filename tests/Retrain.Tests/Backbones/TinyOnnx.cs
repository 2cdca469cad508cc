using System.Text;

namespace Retrain.Tests.Backbones;

/// <summary>Writes ONNX files of one node, for cases that no exporter's file covers.</summary>
internal static class TinyOnnx
{
    public const int Float = 1;
    public const int Float16 = 10;
    public const int Double = 11;

    /// <summary>A model with one node; a length of -1 in a shape is the free dimension "n".</summary>
    public static byte[] Model(
        string op, int type, int[] input, int[] output, string inputName = "image", string outputName = "features") =>
    [
        .. Number(1, 8),
        .. Bytes(7,
        [
            .. Bytes(1, [.. Text(1, inputName), .. Text(2, outputName), .. Text(4, op)]),
            .. Text(2, "tiny"),
            .. Bytes(11, Value(inputName, type, input)),
            .. Bytes(12, Value(outputName, type, output)),
        ]),
        .. Bytes(8, Number(2, 17)),
    ];

    private static byte[] Value(string name, int type, int[] shape) =>
        [.. Text(1, name), .. Bytes(2, Bytes(1, [.. Number(1, (ulong)type),
            .. Bytes(2, [.. shape.SelectMany(length => Bytes(1, length < 0 ? Text(2, "n") : Number(1, (ulong)length)))])]))];

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] value) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)value.Length), .. value];

    private static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
