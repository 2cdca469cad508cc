using System.Collections.ObjectModel;
using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>A graph alone in a file, its weights inside: <c>.pb</c>, or <c>.pbtxt</c> in text.</summary>
internal static class GraphDefFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its content tells which form it has, not its name.</param>
    /// <exception cref="TensorFlowFormatException">
    /// It cannot be read, or is no graph; the message says what it is where that is known.
    /// </exception>
    public static TensorFlowModel Read(string path)
    {
        string name = Path.GetFileName(path);
        byte[] file = new FolderFiles(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "").ReadWhole(name)
            ?? throw new TensorFlowFormatException("there is no such file");
        return Read(file);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="TensorFlowFormatException">As for <see cref="Read(string)"/>.</exception>
    public static TensorFlowModel Read(byte[] file)
    {
        GraphDef graph;
        try
        {
            graph = TextFormat.IsText(file) ? TextFormat.Read<GraphDef>(file) : GraphDef.Parser.ParseFrom(file);
            Graphs.Check(graph);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new TensorFlowFormatException(ContainerErrors.Describe(file)
                ?? $"no TensorFlow graph, or one that is cut off or damaged, of {file.Length} bytes", e);
        }
        catch (TensorFlowFormatException e) when (ContainerErrors.Describe(file) is { } known)
        {
            throw new TensorFlowFormatException(known, e);
        }

        return new TensorFlowModel
        {
            Kind = "frozen graph",
            Graph = graph,
            Signatures = ReadOnlyDictionary<string, TensorFlowSignature>.Empty,
            Variables = new NoVariables(),
        };
    }
}
