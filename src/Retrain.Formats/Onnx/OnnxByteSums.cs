using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Onnx;

/// <summary>
/// Whether products of bytes can overflow in a file. On x64 processors without VNNI, ONNX Runtime adds the products of two neighbouring
/// inputs, up to 255 times a signed weight each, in 16 bits and cuts what does not fit; then a network gives other answers there than on
/// every other machine.
/// </summary>
internal static class OnnxByteSums
{
    /// <summary>Largest sum of two weights that fits: 255 times it stays below 2^15.</summary>
    private const int MostOfPair = 128;

    /// <summary>Looks at a file; those without whole-number weights cost a search for three words.</summary>
    /// <param name="file">The whole file. One that cannot be read overflows nowhere: ONNX Runtime will say what is wrong with it.</param>
    public static bool CanOverflow(ReadOnlySpan<byte> file)
    {
        if (file.IndexOf("DequantizeLinear"u8) < 0 && file.IndexOf("QLinear"u8) < 0 && file.IndexOf("MatMulInteger"u8) < 0
            && file.IndexOf("QGemm"u8) < 0 && file.IndexOf("DynamicQuantizeMatMul"u8) < 0)
        {
            return false;
        }

        try
        {
            return CanOverflow(OnnxModel.Read(file).Graph);
        }
        catch (Exception e) when (e is OnnxFormatException or GraphException)
        {
            return false;
        }
    }

    private static bool CanOverflow(GraphProto graph)
    {
        Dictionary<string, TensorProto> weights = new(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer.Where(t => t.DataType == (int)TensorProto.Types.DataType.Int8))
        {
            weights[tensor.Name] = tensor;
        }

        Dictionary<string, string> levels = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node.Where(n => n.OpType == "DequantizeLinear" && n.Input.Count > 0 && n.Output.Count > 0))
        {
            levels[node.Output[0]] = node.Input[0];
        }

        foreach (NodeProto node in graph.Node)
        {
            int input = node.OpType switch
            {
                "Conv" or "MatMul" or "Gemm" or "MatMulInteger" or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" => 1,
                "QLinearConv" or "QLinearMatMul" or "QGemm" => 3,
                _ => int.MaxValue,
            };
            if (input < node.Input.Count && weights.GetValueOrDefault(levels.GetValueOrDefault(node.Input[input], node.Input[input]))
                is { } tensor && CanOverflow(tensor, node))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CanOverflow(TensorProto stored, NodeProto node)
    {
        if (stored.DataLocation == TensorProto.Types.DataLocation.External)
        {
            return true;
        }

        Tensor tensor = OnnxElements.Read(stored, (_, _) => []);
        if (node.OpType is "Conv" or "QLinearConv")
        {
            // Inputs follow each other channel by channel, then point by point. A depthwise kernel adds in 32 bits.
            return tensor.Rank == 4 && tensor.Shape[0] > 0 && tensor.Shape[1] > 1
                && CanOverflow(
                    Rearrange.Transpose(tensor, new Permutation(0, 2, 3, 1)).Span<sbyte>(), tensor.Length / tensor.Shape[0], 1);
        }

        if (tensor.Rank < 2)
        {
            return false;
        }

        bool isTransposed = node.Attribute.Any(a => a.Name == "transB" && a.I != 0);
        (int rows, int columns) = (tensor.Shape[^2], tensor.Shape[^1]);
        return isTransposed ? CanOverflow(tensor.Span<sbyte>(), columns, 1) : CanOverflow(tensor.Span<sbyte>(), rows, columns);
    }

    /// <summary>Whether the weights of a pair add up to too much.</summary>
    /// <param name="weights">Blocks of inputs times step.</param>
    /// <param name="inputs">That are added up for an output.</param>
    /// <param name="step">From an input's weight to the next one's.</param>
    private static bool CanOverflow(ReadOnlySpan<sbyte> weights, int inputs, int step)
    {
        int block = inputs * step;
        for (int start = 0; block > 0 && start + block <= weights.Length; start += block)
        {
            for (int output = 0; output < step; output++)
            {
                for (int k = 0; k + 1 < inputs; k += 2)
                {
                    int place = start + output + (k * step);
                    if (Math.Abs(weights[place] + weights[place + step]) > MostOfPair)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
