using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;
using OnnxProto = Retrain.Formats.Onnx.Schema.ModelProto;

namespace Retrain.Formats.TensorFlow;

/// <summary>Says what a file is that was handed over as a TensorFlow graph and is none.</summary>
internal static class ContainerErrors
{
    private const string Wanted = "a TensorFlow graph";

    /// <summary>What the file is, as a clause of a message; <see langword="null"/> where it is not known.</summary>
    public static string? Describe(ReadOnlySpan<byte> file)
    {
        if (ForeignFile.Describe(file, Wanted) is { } known)
        {
            return known;
        }

        if (SortedTable.IsTable(file))
        {
            return "a checkpoint (values of variables), which holds no graph: export a SavedModel, or freeze the graph with its checkpoint";
        }

        if (Parse(SavedModel.Parser, file) is { MetaGraphs.Count: > 0 } saved && saved.MetaGraphs.Any(HasGraph))
        {
            return "the saved_model.pb of a SavedModel: give the folder that it lies in, with its variables";
        }

        if (Parse(MetaGraphDef.Parser, file) is { } meta && HasGraph(meta))
        {
            return "the .meta file of a checkpoint, which holds no weights: export a SavedModel, or freeze the graph with its checkpoint";
        }

        return Parse(OnnxProto.Parser, file) is { Graph: { Node.Count: > 0, Output.Count: > 0 }, OpsetImport.Count: > 0 }
            ? "an ONNX model, not a TensorFlow graph"
            : null;
    }

    private static bool HasGraph(MetaGraphDef meta) =>
        meta.GraphDef?.Node.Count > 0 && meta.GraphDef.Node.All(n => n.Name.Length > 0 && n.Op.Length > 0);

    private static T? Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> file)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException)
        {
            // It is something else, which is what was asked.
            return null;
        }
    }
}
