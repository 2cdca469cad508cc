using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Retrain.Formats.Keras;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowJs;

/// <summary>Opens <c>model.json</c> of TensorFlow.js.</summary>
internal static class TensorFlowJsModels
{
    /// <summary>Name of the model's file in a folder.</summary>
    public const string FileName = "model.json";

    /// <summary>Name of the one signature.</summary>
    private const string Signature = "serving_default";

    private const long MaximumJson = 256L << 20;
    private const int HeadLength = 64;

    /// <summary>Deeper messages are an attack: functions in functions are no deeper than this.</summary>
    private const int MaximumDepth = 100;

    private static readonly JsonParser Parser = new(new JsonParser.Settings(MaximumDepth).WithIgnoreUnknownFields(true));

    /// <summary>Whether a file, or the <c>model.json</c> of a folder, is such a model.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsModel(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        if (!File.Exists(file) || new FileInfo(file).Length > MaximumJson || !BeginsAsJson(file))
        {
            return false;
        }

        try
        {
            return KerasTopology.ParseJson(File.ReadAllBytes(file)) is { ValueKind: JsonValueKind.Object } json
                && (json.TryGetProperty("modelTopology", out _) || json.TryGetProperty("weightsManifest", out _));
        }
        catch (KerasFormatException)
        {
            // A damaged one, which its name may still tell.
            return Path.GetFileName(file) == FileName;
        }
    }

    /// <summary>Opens a model.</summary>
    /// <param name="path">The <c>model.json</c>, whatever its name, or its folder.</param>
    /// <exception cref="TensorFlowJsFormatException">
    /// It is none, or damaged; a weight file that is missing or too short is named.
    /// </exception>
    public static TensorFlowJsModel Open(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        try
        {
            if (new FileInfo(file).Length > MaximumJson)
            {
                throw new TensorFlowJsFormatException($"{Path.GetFileName(file)} has more than {MaximumJson >> 20} MB");
            }

            return Read(File.ReadAllBytes(file), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TensorFlowJsFormatException($"it cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is KerasFormatException or TensorFlowFormatException or GraphException)
        {
            throw new TensorFlowJsFormatException(e.Message, e);
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            throw new TensorFlowJsFormatException($"its JSON is damaged: {e.Message}", e);
        }
    }

    private static TensorFlowJsModel Read(byte[] bytes, string file)
    {
        var json = new KerasConfig(KerasTopology.ParseJson(bytes));
        JsonElement topology = json.Find("modelTopology")
            ?? throw new TensorFlowJsFormatException("it has no modelTopology: weights alone cannot be used");
        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
        var manifest = WeightManifest.Read(json.Find("weightsManifest"), folder);
        var model = new TensorFlowJsModel
        {
            Kind = "TensorFlow.js layers model",
            Producer = string.Join(", ", new[] { TextOf(json, "generatedBy"), TextOf(json, "convertedBy") }.Where(t => t.Length > 0)),
            UserMetadata = json.Find("userDefinedMetadata") is { } own ? own.GetRawText() : "",
            Files = [file, .. manifest.Files],
        };
        return IsGraph(json, topology)
            ? model with { Kind = "TensorFlow.js graph model", Graph = Graph(json, topology, manifest) }
            : model with { Layers = Layers(topology, manifest, model) };
    }

    private static bool IsGraph(KerasConfig json, JsonElement topology) =>
        new KerasConfig(topology).Find("node") is { ValueKind: JsonValueKind.Array } || TextOf(json, "format") == "graph-model";

    private static string TextOf(KerasConfig json, string name) =>
        json.Find(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static KerasModel Layers(JsonElement topology, WeightManifest manifest, TensorFlowJsModel model)
    {
        var self = new KerasConfig(topology);
        JsonElement architecture = self.Find("model_config") ?? topology;
        if (architecture.ValueKind == JsonValueKind.String)
        {
            architecture = KerasTopology.ParseJson(System.Text.Encoding.UTF8.GetBytes(architecture.GetString()!));
        }

        return new KerasModel
        {
            Kind = model.Kind,
            Version = TextOf(self, "keras_version"),
            Dialect = KerasDialect.TensorFlowJs,
            Graph = KerasTopology.Read(architecture),
            OpenWeights = () => new ManifestWeights(manifest),
            Files = model.Files,
        };
    }

    private static TensorFlowModel Graph(KerasConfig json, JsonElement topology, WeightManifest manifest)
    {
        GraphDef graph = Parse<GraphDef>(topology, "its graph");
        Graphs.Check(graph);
        var nodes = graph.Node.Concat((graph.Library?.Function ?? []).SelectMany(f => f.NodeDef));
        foreach (NodeDef node in nodes.Where(n => n.Op == "Const"))
        {
            Fill(node, manifest);
        }

        return new TensorFlowModel
        {
            Kind = "TensorFlow.js graph model",
            Graph = graph,
            Signatures = Signatures(json),
            Variables = new NoVariables(),
            TensorFlowVersion = TextOf(json, "generatedBy"),
        };
    }

    /// <summary>A constant's value lies among the weights, under the node's name.</summary>
    private static void Fill(NodeDef node, WeightManifest manifest)
    {
        if (manifest.Find(node.Name) is not { } weight)
        {
            TensorProto? own = node.Attr.GetValueOrDefault("value")?.Tensor;
            if (own is null || (own.CalculateSize() == new TensorProto { Dtype = own.Dtype, TensorShape = own.TensorShape }.CalculateSize()
                && (own.TensorShape?.Dim.All(d => d.Size != 0) ?? true)))
            {
                throw new TensorFlowJsFormatException($"the weights of node '{node.Name}' (Const) are not in the manifest");
            }

            return;
        }

        node.Attr["value"] = new AttrValue { Tensor = TensorProtos.Write(weight) };
        node.Attr["dtype"] = new AttrValue { Type = DataTypes.FromElementType(weight.Type) };
    }

    /// <summary>The signature; graphs of TensorFlow 1 name outputs only, and the placeholder has to be found.</summary>
    private static Dictionary<string, TensorFlowSignature> Signatures(KerasConfig json)
    {
        JsonElement? written = json.Find("signature")
            ?? new KerasConfig(json.Find("userDefinedMetadata") ?? default).Find("signature");
        if (written is not { ValueKind: JsonValueKind.Object } signature)
        {
            return [];
        }

        var meta = new MetaGraphDef();
        meta.SignatureDef[Signature] = Parse<SignatureDef>(signature, "its signature");
        MapField<string, TensorInfo> inputs = meta.SignatureDef[Signature].Inputs;
        return inputs.Count == 0 ? [] : new(TensorFlow.Signatures.Of(meta), StringComparer.Ordinal);
    }

    private static T Parse<T>(JsonElement json, string what)
        where T : IMessage, new()
    {
        try
        {
            return Parser.Parse<T>(json.GetRawText());
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException or ArgumentException
            or NullReferenceException)
        {
            throw new TensorFlowJsFormatException($"{what} is damaged: {e.Message}", e);
        }
    }

    private static bool BeginsAsJson(string file)
    {
        using FileStream stream = File.OpenRead(file);
        Span<byte> head = stackalloc byte[HeadLength];
        int count = stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
        return ((ReadOnlySpan<byte>)head[..count]).TrimStart(" \t\r\n\ufeff"u8).StartsWith("{"u8);
    }
}
