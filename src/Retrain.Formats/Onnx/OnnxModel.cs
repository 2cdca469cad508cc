using Google.Protobuf;
using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>
/// An ONNX file in memory. Reading and writing it again gives the same bytes for files in canonical form (which is what every writer
/// in use makes), and never loses a field, known to <c>schemas/onnx.proto</c> or not.
/// </summary>
internal sealed class OnnxModel
{
    private OnnxModel(ModelProto proto) => Proto = proto;

    /// <summary>The file's content; changes to it are written by <see cref="Write"/>.</summary>
    public ModelProto Proto { get; }

    /// <summary>The graph.</summary>
    public GraphProto Graph => Proto.Graph;

    /// <summary>The inputs that a caller feeds, in file order: without weights, which old files list among the inputs.</summary>
    public IReadOnlyList<OnnxValue> Inputs
    {
        get
        {
            HashSet<string> weights = [.. Graph.Initializer.Select(t => t.Name),
                .. Graph.SparseInitializer.Select(t => t.Values?.Name ?? "")];
            return [.. Graph.Input.Where(i => !weights.Contains(i.Name)).Select(OnnxValue.From)];
        }
    }

    /// <summary>The outputs in file order.</summary>
    public IReadOnlyList<OnnxValue> Outputs => [.. Graph.Output.Select(OnnxValue.From)];

    /// <summary>Version of the standard operators that the nodes mean; 0 where the file imports none.</summary>
    public long Opset => Proto.OpsetImport.Where(o => IsStandardDomain(o.Domain)).Select(o => o.Version).DefaultIfEmpty(0).Max();

    /// <summary>Files beside the model that hold weights, as the model spells them, each once, in ordinal order.</summary>
    public IReadOnlyList<string> ExternalFiles => [.. OnnxTensors.All(Proto)
        .Where(t => t.DataLocation == TensorProto.Types.DataLocation.External)
        .SelectMany(t => t.ExternalData.Where(e => e.Key == "location").Select(e => e.Value))
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Reads a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="OnnxFormatException">
    /// It is no ONNX file or is cut off; the message says which other kind of file it is if that is known.
    /// </exception>
    public static OnnxModel Read(ReadOnlySpan<byte> file)
    {
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxFormatException(
                ForeignFile.Describe(file, "an ONNX model") ?? $"no ONNX model, or a damaged one, of {file.Length} bytes", e);
        }

        if (proto.Graph is null || proto.Graph.Output.Count == 0)
        {
            throw new OnnxFormatException(
                ForeignFile.Describe(file, "an ONNX model") ?? $"no ONNX model: no graph with outputs in its {file.Length} bytes");
        }

        // The writers in use put operator sets behind the graph, so a file cut off at a field's end lacks them.
        if (proto.OpsetImport.Count == 0 && proto.IrVersion >= 3)
        {
            throw new OnnxFormatException("the ONNX model names no operator set; it may be cut off");
        }

        return new OnnxModel(proto);
    }

    /// <summary>A model that is made here and in order.</summary>
    public static OnnxModel Of(ModelProto proto) => new(proto);

    /// <summary>The value of a metadata property; <see langword="null"/> where there is none of that name.</summary>
    public string? Metadata(string key) => Proto.MetadataProps.FirstOrDefault(p => p.Key == key)?.Value;

    /// <summary>Sets a metadata property, replacing one of the same name.</summary>
    public void SetMetadata(string key, string value)
    {
        if (Proto.MetadataProps.FirstOrDefault(p => p.Key == key) is { } present)
        {
            present.Value = value;
        }
        else
        {
            Proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }
    }

    /// <summary>The file's bytes; the same content gives the same bytes.</summary>
    public byte[] Write() => Proto.ToByteArray();

    /// <summary>Whether a domain is that of the standard operators, which has two spellings.</summary>
    internal static bool IsStandardDomain(string domain) => domain is "" or "ai.onnx";
}
