using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Training;

namespace Retrain.Models;

/// <summary>
/// Nodes and weights of the head in an ONNX graph. ONNX has no fake quantisation: quantised weights are stored rounded, the logits'
/// quantiser is written as the float32 operations of its definition in their order.
/// </summary>
internal sealed class OnnxHead
{
    /// <summary>From here on the limits of Clip are inputs.</summary>
    private const long OpsetOfClipInputs = 11;

    private readonly long opset;
    private readonly List<NodeProto> nodes = [];
    private readonly List<TensorProto> tensors = [];

    private OnnxHead(long opset) => this.opset = opset;

    /// <summary>The nodes in order; each is named like its only output.</summary>
    public IReadOnlyList<NodeProto> Nodes => nodes;

    /// <summary>The stored tensors.</summary>
    public IReadOnlyList<TensorProto> Tensors => tensors;

    /// <summary>Writes a head.</summary>
    /// <param name="head">Of F features and C classes.</param>
    /// <param name="features">Name of the features.</param>
    /// <param name="type">Their type.</param>
    /// <param name="areFlat">Whether they are [N, F].</param>
    /// <param name="finalTensorName">Name of the scores, float32 [N, C].</param>
    /// <param name="opset">Version of the operators, 7 or more.</param>
    public static OnnxHead Of(
        Head head, string features, TensorProto.Types.DataType type, bool areFlat, string finalTensorName, long opset)
    {
        var written = new OnnxHead(opset);
        if (!areFlat)
        {
            features = written.Add("Flatten", "final_retrain_ops/features/flatten", [features], OnnxAttributes.Int("axis", 1));
        }

        if (type != TensorProto.Types.DataType.Float)
        {
            features = written.Add(
                "Cast", "final_retrain_ops/features/cast", [features], OnnxAttributes.Int("to", (long)TensorProto.Types.DataType.Float));
        }

        string logits = written.Layers(head, features);
        if (head.Quantization is { } ranges)
        {
            logits = written.Round(HeadNames.LogitQuantizer + HeadNames.Quantized, logits, HeadLevels.OfLogits(ranges));
        }

        written.Add("Softmax", finalTensorName, [logits], OnnxAttributes.Int("axis", 1));
        return written;
    }

    private string Layers(Head head, string features)
    {
        if (head.Hidden is { } hidden)
        {
            string hiddenWeights = Store(HeadNames.HiddenWeights, hidden.Weights, hidden.Features, hidden.Units);
            string hiddenBiases = Store(HeadNames.HiddenBiases, hidden.Biases, hidden.Units);
            string products = Add("MatMul", HeadNames.HiddenProduct, [features, hiddenWeights]);
            features = Add("Relu", HeadNames.Hidden, [Add("Add", HeadNames.HiddenSum, [products, hiddenBiases])]);
        }

        string weights = head.Quantization is { } ranges
            ? Store(
                HeadNames.WeightQuantizer + HeadNames.Quantized,
                HeadLevels.OfWeights(ranges).Round(head.Weights),
                head.LastInputs,
                head.Classes)
            : Store(HeadNames.Weights, head.Weights, head.LastInputs, head.Classes);
        string product = Add("MatMul", HeadNames.Product, [features, weights]);
        return Add("Add", HeadNames.Logits, [product, Store(HeadNames.Biases, head.Biases, head.Classes)]);
    }

    /// <summary>floor((clamp(x) - low) / step + 0.5) * step + low.</summary>
    private string Round(string name, string input, HeadLevels levels)
    {
        string low = Store(name + "/low", [levels.Low]);
        string step = Store(name + "/step", [levels.Step]);
        string clamped = opset < OpsetOfClipInputs
            ? Add(
                "Clip", name + "/clamped", [input], OnnxAttributes.Float("min", levels.Low), OnnxAttributes.Float("max", levels.High))
            : Add("Clip", name + "/clamped", [input, low, Store(name + "/high", [levels.High])]);
        string shifted = Add("Sub", name + "/shifted", [clamped, low]);
        string steps = Add("Div", name + "/steps", [shifted, step]);
        string moved = Add("Add", name + "/rounded", [steps, Store(name + "/half", [0.5f])]);
        string level = Add("Floor", name + "/level", [moved]);
        string scaled = Add("Mul", name + "/scaled", [level, step]);
        return Add("Add", name, [scaled, low]);
    }

    private string Store(string name, float[] values, params ReadOnlySpan<long> shape)
    {
        tensors.Add(OnnxTensors.Float(name, values, shape));
        return name;
    }

    private string Add(string op, string name, string[] inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        nodes.Add(new NodeProto { OpType = op, Name = name, Input = { inputs }, Output = { name }, Attribute = { attributes.ToArray() } });
        return name;
    }
}
