using Retrain.Backbones;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Models;

/// <summary>
/// The graph that the original writes (REFERENCE 5.1): <c>Placeholder</c>, the network, <c>input/BottleneckInputPlaceholder</c>, the new
/// layer, <c>final_result</c>; with old operators only, so that TensorFlow 1 and 2 and everything made for such graphs load it. The
/// network's part is made once for any number of heads.
/// </summary>
internal sealed class RetrainedGraph
{
    /// <summary>Name of the image input: float32 [?, H, W, 3] in [0, 1].</summary>
    public const string InputName = "Placeholder";

    /// <summary>
    /// Name of the bottlenecks [?, F]. The original makes it a PlaceholderWithDefault, which some readers cannot take; an Identity can be
    /// fed just the same.
    /// </summary>
    public const string BottleneckName = "input/BottleneckInputPlaceholder";

    /// <summary>What the names of the network's nodes begin with.</summary>
    internal const string NetworkPrefix = "module_apply_default/";

    private readonly GraphDef network;

    private RetrainedGraph(GraphDef network, Preprocessing preprocessing, bool isQuantized)
    {
        this.network = network;
        IsQuantized = isQuantized;
        Preprocessing = preprocessing;
    }

    /// <summary>How photos become its input: as the network's, in [0, 1] and [N, H, W, 3].</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Whether the network rounds to levels inside, as quantops modules do.</summary>
    public bool IsQuantized { get; }

    /// <summary>The network's part.</summary>
    /// <exception cref="RetrainException">
    /// TensorFlow has no counterpart to something in the network, or it takes several pictures a photo.
    /// </exception>
    public static RetrainedGraph Of(Backbone backbone)
    {
        if (backbone.Views.Count > 0)
        {
            throw new RetrainException(
                $"a model of {backbone.Views.Count} views cannot be written as a TensorFlow graph, whose users feed it one picture a "
                    + "photo: take the ONNX model, which has an input for each view, or train with one view");
        }

        ImageNetwork image = NetworkBackbone.ImageOf(backbone);
        Preprocessing preprocessing = backbone.Preprocessing;
        try
        {
            Network network = Rewriter.Precede(image.Network, (builder, input) => FromUnitRange(builder, input, preprocessing));
            network = network with { Outputs = [new NetworkOutput(BottleneckName, network.Outputs[0].Value)] };
            GraphDef graph = GraphDefWriter.Write(
                network, new GraphDefWriterOptions { NodeName = name => name == InputName ? name : NetworkPrefix + name });
            return new RetrainedGraph(
                graph,
                preprocessing with { Layout = "nhwc", RangeLow = 0, RangeHigh = 1 },
                image.IsQuantized || network.Nodes.Any(n => n.Operator is Quantize));
        }
        catch (GraphException e)
        {
            throw new RetrainException($"the network '{backbone.Name}' cannot be written as a TensorFlow graph: {e.Message}", e);
        }
    }

    /// <summary>The whole graph.</summary>
    /// <param name="head">Of the network's F features.</param>
    /// <param name="finalTensorName">Name of the softmax.</param>
    public GraphDef With(Head head, string finalTensorName)
    {
        GraphDef graph = network.Clone();
        TensorFlowHead.Append(graph, BottleneckName, head, finalTensorName);
        return graph;
    }

    /// <summary>The original's input is in [0, 1]; a network that was made for another range gets it behind that.</summary>
    internal static Value FromUnitRange(NetworkBuilder builder, Value input, Preprocessing preprocessing)
    {
        Value pixels = builder.Input(InputName, input.Fact.Type, input.Fact.Shape.AsSpan());
        float scale = preprocessing.RangeHigh - preprocessing.RangeLow;
        if (scale != 1)
        {
            pixels = builder.Add(
                "input_range/scale", new Binary(BinaryKind.Mul), pixels, builder.Constant("input_range/factor", Tensor.Scalar(scale)));
        }

        return preprocessing.RangeLow == 0
            ? pixels
            : builder.Add("input_range/shift", new Binary(BinaryKind.Add), pixels,
                builder.Constant("input_range/low", Tensor.Scalar(preprocessing.RangeLow)));
    }
}
