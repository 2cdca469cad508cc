using System.Globalization;
using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Models;

/// <summary>Backbone and head in one ONNX file.</summary>
internal static class ModelBuilder
{
    /// <summary>Name of the head's weights, float32 [F, C], as in the original's graph.</summary>
    public const string WeightsName = "final_retrain_ops/weights/final_weights";

    /// <summary>Name of the head's biases, float32 [C].</summary>
    public const string BiasesName = "final_retrain_ops/biases/final_biases";

    /// <summary>Name of the logits, float32 [N, C].</summary>
    public const string LogitsName = "final_retrain_ops/Wx_plus_b/add";

    private const string ProductName = "final_retrain_ops/Wx_plus_b/MatMul";

    // Add broadcasts by itself from here on.
    private const long OldestOpset = 7;

    /// <summary>
    /// The model: the backbone's graph up to its tap, then MatMul, Add and Softmax. One image input, one output
    /// <see cref="ModelMetadata.FinalTensorName"/>, float32 [N, C]. The same arguments give the same bytes.
    /// </summary>
    /// <param name="backbone">Its features feed the head.</param>
    /// <param name="head">[F, C] with the backbone's F.</param>
    /// <param name="metadata">About this backbone, with C labels.</param>
    /// <exception cref="ArgumentException">The three do not belong together.</exception>
    /// <exception cref="RetrainException">The backbone's network cannot be extended; the message says why.</exception>
    public static byte[] Build(Backbone backbone, Head head, ModelMetadata metadata)
    {
        Validate(backbone, head, metadata);
        OnnxModel model = Read(backbone);
        OnnxValue tap = FindTap(model, backbone);
        TensorProto.Types.DataType tapType = tap.ElementType ?? TensorProto.Types.DataType.Float;

        OnnxPruning.Keep(model.Graph, backbone.Tap);
        DeclareInput(model, backbone, out OnnxDimension photos);
        AppendHead(model.Graph, backbone.Tap, tapType, tap.Shape?.Count == 2, head, metadata.FinalTensorName);
        model.Graph.Output.Clear();
        model.Graph.Output.Add(
            OnnxValue.Declare(metadata.FinalTensorName, TensorProto.Types.DataType.Float, photos, new OnnxDimension(head.Classes)));
        // Shapes of inner values speak of free sizes, or of values that are gone. Readers infer them again.
        model.Graph.ValueInfo.Clear();
        Describe(model, backbone, metadata);
        return model.Write();
    }

    private static void Validate(Backbone backbone, Head head, ModelMetadata metadata)
    {
        if (head.Features != backbone.Features)
        {
            throw new ArgumentException(
                $"the head takes {head.Features} features, the backbone '{backbone.Name}' gives {backbone.Features}", nameof(head));
        }

        if (metadata.Labels.Count != head.Classes)
        {
            throw new ArgumentException($"{metadata.Labels.Count} labels for {head.Classes} classes", nameof(metadata));
        }

        if (metadata.Tap != backbone.Tap || metadata.Preprocessing != backbone.Preprocessing)
        {
            throw new ArgumentException("the metadata is that of another backbone", nameof(metadata));
        }
    }

    private static OnnxModel Read(Backbone backbone)
    {
        OnnxModel model;
        try
        {
            model = OnnxModel.Read(backbone.Network.Span);
        }
        catch (OnnxFormatException e)
        {
            throw new RetrainException($"backbone '{backbone.Name}': {e.Message}", e);
        }

        if (model.Opset < OldestOpset)
        {
            throw new RetrainException(
                $"backbone '{backbone.Name}' uses ONNX operator set {model.Opset}; at least {OldestOpset} is needed: export it anew");
        }

        return model.ExternalFiles is [var external, ..]
            ? throw new RetrainException($"backbone '{backbone.Name}' keeps weights in '{external}': save it as one file first")
            : model;
    }

    private static OnnxValue FindTap(OnnxModel model, Backbone backbone)
    {
        if (!model.Graph.Node.Any(n => n.Output.Contains(backbone.Tap)))
        {
            throw new RetrainException(
                $"backbone '{backbone.Name}' computes no '{backbone.Tap}'; "
                    + $"its outputs are: {string.Join(", ", model.Outputs.Select(o => o.Name))}");
        }

        return model.Graph.Output.Concat(model.Graph.ValueInfo).Where(v => v.Name == backbone.Tap).Select(OnnxValue.From).FirstOrDefault()
            ?? new OnnxValue(backbone.Tap, null, null);
    }

    private static void DeclareInput(OnnxModel model, Backbone backbone, out OnnxDimension photos)
    {
        Preprocessing preprocessing = backbone.Preprocessing;
        OnnxValue input = model.Inputs.FirstOrDefault(i => i.Name == backbone.Input && i.Shape?.Count is 4)
            ?? throw new RetrainException(
                $"backbone '{backbone.Name}' has no image input '{backbone.Input}'; its inputs are: {string.Join(", ", model.Inputs)}");
        photos = input.Shape![0];
        OnnxDimension height = new(preprocessing.Height);
        OnnxDimension width = new(preprocessing.Width);
        OnnxDimension[] shape = preprocessing.Layout == "nhwc" ? [photos, height, width, new(3)] : [photos, new(3), height, width];
        if (input.Shape.Zip(shape).Any(pair => pair.First.Size is { } size && size != pair.Second.Size))
        {
            throw new RetrainException(
                $"backbone '{backbone.Name}' takes {input}, "
                    + $"which {preprocessing.Width} x {preprocessing.Height} photos ({preprocessing.Layout}) do not fit");
        }

        int index = model.Graph.Input.ToList().FindIndex(i => i.Name == input.Name);
        model.Graph.Input[index] = OnnxValue.Declare(input.Name, input.ElementType ?? TensorProto.Types.DataType.Float, shape);
        // From version 4 on, weights need not be listed among the inputs, where pruning has removed them.
        model.Proto.IrVersion = Math.Max(model.Proto.IrVersion, 4);
    }

    private static void AppendHead(
        GraphProto graph, string tap, TensorProto.Types.DataType tapType, bool tapIsFlat, Head head, string finalTensorName)
    {
        string features = tap;
        var nodes = new List<NodeProto>();
        if (!tapIsFlat)
        {
            nodes.Add(Node("Flatten", "final_retrain_ops/features/flatten", [features], ("axis", 1)));
            features = nodes[^1].Output[0];
        }

        if (tapType != TensorProto.Types.DataType.Float)
        {
            nodes.Add(Node("Cast", "final_retrain_ops/features/cast", [features], ("to", (long)TensorProto.Types.DataType.Float)));
            features = nodes[^1].Output[0];
        }

        nodes.Add(Node("MatMul", ProductName, [features, WeightsName]));
        nodes.Add(Node("Add", LogitsName, [ProductName, BiasesName]));
        nodes.Add(Node("Softmax", finalTensorName, [LogitsName], ("axis", 1)));

        HashSet<string> taken = [.. graph.Node.SelectMany(n => n.Output), .. graph.Initializer.Select(t => t.Name),
            .. graph.Input.Select(i => i.Name)];
        if (nodes.Select(n => n.Output[0]).Concat([WeightsName, BiasesName]).FirstOrDefault(taken.Contains) is { } clash)
        {
            throw new RetrainException(
                $"the backbone already has a value '{clash}': choose another name for the final tensor, or an untrained backbone");
        }

        graph.Node.AddRange(nodes);
        graph.Initializer.Add(OnnxTensors.Float(WeightsName, head.Weights, head.Features, head.Classes));
        graph.Initializer.Add(OnnxTensors.Float(BiasesName, head.Biases, head.Classes));
    }

    private static NodeProto Node(string op, string name, string[] inputs, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var node = new NodeProto { OpType = op, Name = name, Input = { inputs }, Output = { name } };
        foreach ((string attribute, long value) in attributes)
        {
            node.Attribute.Add(new AttributeProto { Name = attribute, I = value, Type = AttributeProto.Types.AttributeType.Int });
        }

        return node;
    }

    private static void Describe(OnnxModel model, Backbone backbone, ModelMetadata metadata)
    {
        Preprocessing preprocessing = metadata.Preprocessing;
        model.Proto.ProducerName = "retrain";
        model.Proto.ProducerVersion = metadata.ProgramVersion;
        model.Proto.ClearDocString();
        // The backbone's own properties speak of features; licence and notice come with the metadata.
        model.Proto.MetadataProps.Clear();
        model.SetMetadata("labels", ModelMetadataJson.List(metadata.Labels));
        model.SetMetadata(
            "input",
            string.Create(CultureInfo.InvariantCulture, $"{backbone.Input}: {preprocessing.Layout}, RGB, black {preprocessing.RangeLow}, "
                + $"white {preprocessing.RangeHigh}; the whole photo")
            + (preprocessing.Compat ? "" : " in its EXIF orientation")
            + $", resized to {preprocessing.Width} x {preprocessing.Height} by TensorFlow's bilinear rule "
            + $"(align_corners false, half_pixel_centers {(preprocessing.Resize == Preprocessing.HalfPixelBilinear ? "true" : "false")})");
        model.SetMetadata("output", $"{metadata.FinalTensorName}: a score for each label, softmax");
        model.SetMetadata("license", metadata.Licence);
        if (metadata.Notice.Length > 0)
        {
            model.SetMetadata("notice", metadata.Notice);
        }

        model.SetMetadata(ModelMetadataJson.Key, metadata.ToJson());
    }
}
