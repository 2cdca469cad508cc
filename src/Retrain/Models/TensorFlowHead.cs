using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Training;

namespace Retrain.Models;

/// <summary>Nodes of the head in a frozen graph, as the original writes them but each behind those that it reads.</summary>
internal sealed class TensorFlowHead
{
    private static readonly (string, AttrValue) Float = ("T", Attr.Of(ElementType.Float32));

    private readonly GraphDef graph;

    private TensorFlowHead(GraphDef graph) => this.graph = graph;

    /// <summary>Adds them.</summary>
    /// <param name="graph">The graph; gets the nodes at its end.</param>
    /// <param name="features">Name of the bottlenecks, float32 [N, F].</param>
    /// <param name="head">Of F features.</param>
    /// <param name="finalTensorName">Name of the softmax.</param>
    public static void Append(GraphDef graph, string features, Head head, string finalTensorName)
    {
        var writer = new TensorFlowHead(graph);
        if (head.Hidden is { } hidden)
        {
            string hiddenWeights = writer.Constant(HeadNames.HiddenWeights, Tensor.Of(hidden.Weights, hidden.Features, hidden.Units));
            string hiddenBiases = writer.Constant(HeadNames.HiddenBiases, Tensor.Of(hidden.Biases, hidden.Units));
            string sum = writer.Layer(HeadNames.HiddenProduct, HeadNames.HiddenSum, features, hiddenWeights, hiddenBiases);
            features = writer.Add(HeadNames.Hidden, "Relu", [sum], Float);
        }

        string weights = writer.Constant(HeadNames.Weights, Tensor.Of(head.Weights, head.LastInputs, head.Classes));
        if (head.Quantization is { } ofWeights)
        {
            weights = writer.Quantize(HeadNames.WeightQuantizer, weights, ofWeights.WeightMin, ofWeights.WeightMax, isNarrow: true);
        }

        string biases = writer.Constant(HeadNames.Biases, Tensor.Of(head.Biases, head.Classes));
        string logits = writer.Layer(HeadNames.Product, HeadNames.Logits, features, weights, biases);
        if (head.Quantization is { } ofLogits)
        {
            logits = writer.Quantize(HeadNames.LogitQuantizer, logits, ofLogits.LogitMin, ofLogits.LogitMax, isNarrow: false);
        }

        writer.Add(finalTensorName, "Softmax", [logits], Float);
    }

    /// <summary>x W + b.</summary>
    private string Layer(string product, string sum, string input, string weights, string biases)
    {
        Add(product, "MatMul", [input, weights], Float, ("transpose_a", Attr.Of(false)), ("transpose_b", Attr.Of(false)));
        // Not AddV2, which readers of 2018 do not know.
        return Add(sum, "Add", [product, biases], Float);
    }

    /// <summary>Rounds to 8 bits.</summary>
    private string Quantize(string name, string input, float min, float max, bool isNarrow)
    {
        string lower = Constant(name + "/min", Tensor.Scalar(min));
        string upper = Constant(name + "/max", Tensor.Scalar(max));
        return Add(
            name + HeadNames.Quantized, "FakeQuantWithMinMaxVars", [input, lower, upper],
            ("num_bits", Attr.Of(8)), ("narrow_range", Attr.Of(isNarrow)));
    }

    /// <summary>A frozen variable.</summary>
    /// <returns>Name of what reads it.</returns>
    private string Constant(string name, Tensor value)
    {
        Add(name, "Const", [], ("dtype", Attr.Of(value.Type)), ("value", Attr.Of(value)));
        return Add(name + "/read", "Identity", [name], Float);
    }

    private string Add(string name, string op, string[] inputs, params ReadOnlySpan<(string, AttrValue)> attributes)
    {
        graph.Node.Add(NodeDefs.Make(name, op, inputs, attributes));
        return name;
    }
}
