using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Makes attribute values.</summary>
internal static class Attr
{
    /// <summary>A type.</summary>
    public static AttrValue Of(ElementType type) => new() { Type = DataTypes.FromElementType(type) };

    /// <summary>A whole number.</summary>
    public static AttrValue Of(int number) => new() { I = number };

    /// <summary>A number.</summary>
    public static AttrValue Of(float number) => new() { F = number };

    /// <summary>Yes or no.</summary>
    public static AttrValue Of(bool flag) => new() { B = flag };

    /// <summary>A constant.</summary>
    public static AttrValue Of(Tensor tensor) => new() { Tensor = TensorProtos.Write(tensor) };

    /// <summary>A text.</summary>
    public static AttrValue Of(string text) => new() { S = ByteString.CopyFromUtf8(text) };

    /// <summary>A list of whole numbers.</summary>
    public static AttrValue Of(params ReadOnlySpan<int> numbers)
    {
        var list = new AttrValue.Types.ListValue();
        foreach (int number in numbers)
        {
            list.I.Add(number);
        }

        return new AttrValue { List = list };
    }

    /// <summary>Height and width as TensorFlow lists them for [N, H, W, C]: strides, windows, dilations.</summary>
    public static AttrValue Of((int Height, int Width) size) => Of([1, size.Height, size.Width, 1]);
}
