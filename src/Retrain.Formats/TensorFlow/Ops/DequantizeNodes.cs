using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Weights stored in 8 or 16 bits. Read only: we write what the numbers are.</summary>
internal static class DequantizeNodes
{
    /// <summary>Dequantize in its three modes, as float32 arithmetic in TensorFlow's order.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        DataType type = node.DataType("T");
        (double lowest, double highest) = type switch
        {
            DataType.DtQuint8 => (0.0, 255.0),
            DataType.DtQint8 => (-128.0, 127.0),
            DataType.DtQuint16 => (0.0, 65535.0),
            DataType.DtQint16 => (-32768.0, 32767.0),
            _ => throw new UnsupportedOpException($"T {type}"),
        };
        if (node.Int("axis", -1) != -1)
        {
            throw new UnsupportedOpException("a range for each slice");
        }

        float min = node.Number(1);
        float max = node.Number(2);
        Value x = node.AddInner("Cast", new Cast(ElementType.Float32), node.Input(0));
        string mode = node.Text("mode", "MIN_COMBINED");
        switch (mode)
        {
            case "MIN_COMBINED":
                float half = lowest < 0 ? (float)((highest - lowest + 1) / 2) : 0;
                return [Scale(node, x, half, (max - min) / (float)(highest - lowest), min)];
            case "MIN_FIRST":
                float scale = (float)((max - min) / (highest - lowest));
                float start = scale == 0 ? min : MathF.Round(min / scale, MidpointRounding.AwayFromZero) * scale;
                return [Scale(node, x, 0, scale, start - ((float)lowest * scale))];
            case "SCALED":
                float least = (float)lowest + (node.Bool("narrow_range", false) ? 1 : 0);
                float factor = lowest == 0 ? max / (float)highest : MathF.Max(min / least, max / (float)highest);
                return [node.Add(new Binary(BinaryKind.Mul), x, node.Constant("scale", Tensor.Scalar(factor)))];
            default:
                throw new UnsupportedOpException($"mode '{mode}'");
        }
    }

    /// <summary>(x + shift) scale + offset.</summary>
    private static Value Scale(NodeReader node, Value x, float shift, float scale, float offset)
    {
        Value shifted =
            shift == 0 ? x : node.AddInner("shifted", new Binary(BinaryKind.Add), x, node.Constant("shift", Tensor.Scalar(shift)));
        Value scaled = node.AddInner("scaled", new Binary(BinaryKind.Mul), shifted, node.Constant("scale", Tensor.Scalar(scale)));
        return node.Add(new Binary(BinaryKind.Add), scaled, node.Constant("offset", Tensor.Scalar(offset)));
    }
}
