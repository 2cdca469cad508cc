using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// A module of TensorFlow Hub in the format of TensorFlow 1 (REFERENCE 8.1): a SavedModel with a marker file, whose graph for inference has
/// no tags.
/// </summary>
internal static class HubModule
{
    /// <summary>The file that tells such a module from a SavedModel.</summary>
    public const string MarkerName = "tfhub_module.pb";

    private const string Attachments = "hub_module_attachments";
    private const string ImageInfoKey = "image_module_info";

    /// <summary>Opens a module for inference; its training graph is ignored.</summary>
    /// <exception cref="TensorFlowFormatException">No such module, a damaged one, or one that asks for what we do not know.</exception>
    public static TensorFlowModel Open(ModelFiles files)
    {
        CheckMarker(files.ReadWhole(MarkerName) ?? throw new TensorFlowFormatException($"there is no {MarkerName} in it"));
        SavedModel model = SavedModelFolder.Read(files);
        MetaGraphDef graph = model.MetaGraphs.FirstOrDefault(m => SavedModelFolder.TagsOf(m).Count == 0)
            ?? throw new TensorFlowFormatException("the module has no graph for inference (the variant without tags); "
                + $"it has the variants {SavedModelFolder.DescribeTags(model)}");
        return SavedModelFolder.Build(files, model, graph, "TensorFlow Hub module (TF1)") with { AttachedImageSize = ImageSize(graph) };
    }

    private static void CheckMarker(byte[] bytes)
    {
        ModuleDef marker = Parse(ModuleDef.Parser, bytes, MarkerName);
        if (marker.Format != ModuleDef.Types.ModuleFormat.FormatV3)
        {
            throw new TensorFlowFormatException($"{MarkerName}: the module's format is {(int)marker.Format}, only 3 is known");
        }

        if (marker.RequiredFeatures.Count > 0)
        {
            throw new TensorFlowFormatException(
                $"{MarkerName}: the module requires features that are not known: {string.Join(", ", marker.RequiredFeatures.Take(10))}");
        }
    }

    private static (int Height, int Width)? ImageSize(MetaGraphDef graph)
    {
        // The last attachment of a key counts.
        ModuleAttachment? attachment = (graph.CollectionDef.GetValueOrDefault(Attachments)?.BytesList?.Value ?? [])
            .Select(b => Parse(ModuleAttachment.Parser, b.Span, Attachments)).LastOrDefault(a => a.Key == ImageInfoKey);
        if (attachment is null)
        {
            return null;
        }

        ImageSize? size = Parse(ImageModuleInfo.Parser, attachment.Value.Span, ImageInfoKey).DefaultImageSize;
        return size is { Height: > 0, Width: > 0 } ? (size.Height, size.Width) : null;
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes, string what)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new TensorFlowFormatException($"{what} is damaged", e);
        }
    }
}
