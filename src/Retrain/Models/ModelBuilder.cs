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
    // Add broadcasts by itself from here on.
    private const long OldestOpset = 7;

    /// <summary>
    /// The model: the backbone's graph up to its tap, then the head, of which a plain one is MatMul, Add and Softmax. One image input (one
    /// for each view of a backbone that has several, whose features are combined first), one output
    /// <see cref="ModelMetadata.FinalTensorName"/>, float32 [N, C]. The same arguments give the same bytes.
    /// </summary>
    /// <param name="backbone">Its features feed the head.</param>
    /// <param name="head">Of the backbone's F.</param>
    /// <param name="metadata">About this backbone, with C labels.</param>
    /// <exception cref="ArgumentException">The three do not belong together.</exception>
    /// <exception cref="RetrainException">The backbone's network cannot be extended; the message says why.</exception>
    public static byte[] Build(Backbone backbone, Head head, ModelMetadata metadata)
    {
        Validate(backbone, head, metadata);
        Backbone[] views = backbone.Views.Count == 0 ? [backbone] : [.. backbone.Views];
        var taps = new OnnxValue[views.Length];
        OnnxDimension photos = default!;
        OnnxModel[] parts = [.. views.Select((view, i) => Part(view, out taps[i], out photos))];
        OnnxModel model = parts[0];
        OnnxValue tap = views.Length == 1 ? taps[0] : ViewGraphs.Combine(parts, taps, backbone.Combination);
        TensorProto.Types.DataType tapType = tap.ElementType ?? TensorProto.Types.DataType.Float;
        bool isFlat = tap.Shape?.Count == 2;
        AppendHead(model.Graph, OnnxHead.Of(head, tap.Name, tapType, isFlat, metadata.FinalTensorName, model.Opset));
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

        if (metadata.Tap != backbone.Tap || metadata.Preprocessing != backbone.Preprocessing
            || !metadata.Views.Select(v => v.Preprocessing).SequenceEqual(backbone.Views.Select(v => v.Preprocessing))
            || metadata.Combination != backbone.Combination)
        {
            throw new ArgumentException("the metadata is that of another backbone", nameof(metadata));
        }
    }

    /// <summary>A network up to its features.</summary>
    private static OnnxModel Part(Backbone backbone, out OnnxValue tap, out OnnxDimension photos)
    {
        OnnxModel model = Read(backbone);
        tap = FindTap(model, backbone);
        OnnxPruning.Keep(model.Graph, backbone.Tap);
        DeclareInput(model, backbone, out photos);
        return model;
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

    private static void AppendHead(GraphProto graph, OnnxHead head)
    {
        HashSet<string> taken = [.. graph.Node.SelectMany(n => n.Output), .. graph.Initializer.Select(t => t.Name),
            .. graph.Input.Select(i => i.Name)];
        if (head.Nodes.Select(n => n.Output[0]).Concat(head.Tensors.Select(t => t.Name)).FirstOrDefault(taken.Contains) is { } clash)
        {
            throw new RetrainException(
                $"the backbone already has a value '{clash}': choose another name for the final tensor, or an untrained backbone");
        }

        graph.Node.AddRange(head.Nodes);
        graph.Initializer.AddRange(head.Tensors);
    }

    private static void Describe(OnnxModel model, Backbone backbone, ModelMetadata metadata)
    {
        model.Proto.ProducerName = "retrain";
        model.Proto.ProducerVersion = metadata.ProgramVersion;
        model.Proto.ClearDocString();
        // The backbone's own properties speak of features; licence and notice come with the metadata.
        model.Proto.MetadataProps.Clear();
        model.SetMetadata("labels", ModelMetadataJson.List(metadata.Labels));
        IReadOnlyList<ModelView> views = metadata.Views is [_, ..] all ? all : [new ModelView(backbone.Input, metadata.Preprocessing)];
        model.SetMetadata("input", string.Join("; ", views.Select(InputText)));
        model.SetMetadata("output", $"{metadata.FinalTensorName}: a score for each label, softmax");
        model.SetMetadata("license", metadata.Licence);
        if (metadata.Notice.Length > 0)
        {
            model.SetMetadata("notice", metadata.Notice);
        }

        model.SetMetadata(ModelMetadataJson.Key, metadata.ToJson());
    }

    private static string InputText(ModelView view)
    {
        Preprocessing preprocessing = view.Preprocessing;
        return string.Create(CultureInfo.InvariantCulture, $"{view.Input}: {preprocessing.Layout}, RGB, black {preprocessing.RangeLow}, "
                + $"white {preprocessing.RangeHigh}; ")
            + (preprocessing.Crop == Preprocessing.CentreCrop
                ? "the largest part of the photo's middle with this shape"
                : "the whole photo")
            + (preprocessing.Compat ? "" : " in its EXIF orientation")
            + $", resized to {preprocessing.Width} x {preprocessing.Height} by TensorFlow's bilinear rule "
            + $"(align_corners false, half_pixel_centers {(preprocessing.Resize == Preprocessing.HalfPixelBilinear ? "true" : "false")})";
    }
}
