using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Fake quantisation. Which arithmetic a version had is in REFERENCE 5.3 and fixtures/fake_quant.</summary>
internal static class FakeQuantizeNodes
{
    /// <summary>Graphs of TensorFlow 1 have lower producer versions.</summary>
    private const int FirstProducerOfVersion2 = 500;

    /// <summary>FakeQuantWithMinMaxVars.</summary>
    public static ImmutableArray<Value> ReadVars(NodeReader node) =>
        Read(node, node.Numbers(1), node.Numbers(2), FakeQuantizeFormula.TensorFlow2);

    /// <summary>
    /// FakeQuantWithMinMaxVarsPerChannel, which multiplies by 1 / S as the form with attributes does (fixtures/frozen, fake_quant_probe:
    /// one tie tells).
    /// </summary>
    public static ImmutableArray<Value> ReadPerChannel(NodeReader node) =>
        Read(node, node.Numbers(1), node.Numbers(2), FakeQuantizeFormula.TensorFlow2Args);

    /// <summary>FakeQuantWithMinMaxArgs.</summary>
    public static ImmutableArray<Value> ReadArgs(NodeReader node) =>
        Read(node, [node.Float("min", -6)], [node.Float("max", 6)], FakeQuantizeFormula.TensorFlow2Args);

    /// <summary>Ranges as constants, or as attributes where the arithmetic depends on it.</summary>
    public static void Write(NodeWriter writer)
    {
        var op = (FakeQuantize)writer.Node.Operator;
        (string, AttrValue)[] attributes = [("num_bits", Attr.Of(op.Bits)), ("narrow_range", Attr.Of(op.IsNarrow))];
        if (op.Formula == FakeQuantizeFormula.TensorFlow2Args && op.Min.Length == 1)
        {
            writer.Emit("FakeQuantWithMinMaxArgs", [writer.Input(0)],
                [("min", Attr.Of(op.Min[0])), ("max", Attr.Of(op.Max[0])), .. attributes]);
            return;
        }

        bool isOne = op.Min.Length == 1;
        string[] inputs = [writer.Input(0), writer.Constant("min", Range(op.Min)), writer.Constant("max", Range(op.Max))];
        writer.Emit(isOne ? "FakeQuantWithMinMaxVars" : "FakeQuantWithMinMaxVarsPerChannel", inputs, attributes);

        Tensor Range(ImmutableArray<float> ends) => isOne ? Tensor.Scalar(ends[0]) : Tensor.Of([.. ends], ends.Length);
    }

    private static ImmutableArray<Value> Read(NodeReader node, float[] min, float[] max, FakeQuantizeFormula formula)
    {
        if (min.Length != max.Length || min.Length == 0)
        {
            throw new GraphException($"{min.Length} lower and {max.Length} upper ends");
        }

        int bits = node.Int("num_bits", 8);
        if (bits is < 2 or > 16)
        {
            throw new GraphException($"num_bits must be 2 to 16, not {bits}");
        }

        FakeQuantizeFormula used = node.Producer < FirstProducerOfVersion2 ? FakeQuantizeFormula.TensorFlow1 : formula;
        return [node.Add(new FakeQuantize([.. min], [.. max], bits, node.Bool("narrow_range", false), used), node.Input(0))];
    }
}
