using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowJs.Writing;

/// <summary>
/// Turns a network into a TensorFlow.js graph model: <c>model.json</c> with the graph as protobuf JSON and a list of weights, and the
/// weights' files beside it, as tensorflowjs_converter 4.22 writes them.
/// </summary>
internal static class TensorFlowJsWriter
{
    /// <summary>Name of the file that pages load.</summary>
    public const string FileName = "model.json";

    /// <summary>Most nodes that a message lists; the rest is counted.</summary>
    private const int ListedNodes = 10;

    /// <summary>Version that the graph says it was made with: that of TensorFlow 1.15, whose ops it has.</summary>
    private const int Producer = 134;

    /// <summary>Writes a network.</summary>
    /// <param name="network">In the layout [N, H, W, C], simplified.</param>
    /// <param name="folder">Is made where it is not there. Files of the same names are replaced, <c>model.json</c> last.</param>
    /// <param name="options">Weights and metadata.</param>
    /// <exception cref="GraphException">TensorFlow.js lacks something; all such nodes are named.</exception>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void Write(Network network, string folder, TensorFlowJsWriterOptions options)
    {
        (GraphDef graph, List<StoredWeight> weights) = Convert(network, options);
        Directory.CreateDirectory(folder);
        string[] files = WeightFiles.Write(folder, weights, options.ShardBytes);
        using FileStream file = File.Create(Path.Combine(folder, FileName));

        // Labels in any script stay readable; the file is no part of a web page's markup.
        using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("format", "graph-model");
            json.WriteString("generatedBy", "Retrain");
            json.WriteNull("convertedBy");
            WriteSignature(json, network);
            WriteMetadata(json, options.Metadata);
            json.WritePropertyName("modelTopology");
            json.WriteRawValue(JsonFormatter.Default.Format(graph));
            WeightFiles.WriteManifest(json, weights, files);
            json.WriteEndObject();
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Finds out whether a network can be written.</summary>
    /// <exception cref="GraphException">TensorFlow.js lacks something; all such nodes are named.</exception>
    public static void Require(Network network) => Convert(network, new TensorFlowJsWriterOptions());

    private static (GraphDef Graph, List<StoredWeight> Weights) Convert(Network network, TensorFlowJsWriterOptions options)
    {
        Refuse(network.Nodes
            .Where(n => !TensorFlowOps.Writers.ContainsKey(n.Operator.GetType()))
            .Select(n => $"'{n.Name}' ({n.Operator.Name})"));
        Refuse(network.Nodes
            .SelectMany(n => n.Outputs).Where(v => !TensorFlowJsTypes.CanCompute(v.Fact.Type))
            .Concat(network.Inputs.Where(v => !TensorFlowJsTypes.CanFeed(v.Fact.Type)))
            .Select(v => $"'{v.Name}' (of type {v.Fact.Type})"));
        GraphDef graph = GraphDefWriter.Write(network, new GraphDefWriterOptions());
        Refuse(graph.Node.Where(n => !TensorFlowJsOps.Knows(n.Op)).Select(n => $"'{n.Name}' ({n.Op})"));

        FusedNodes.Fuse(graph, Ports(network).Outputs.Select(o => o.Node).ToHashSet(StringComparer.Ordinal));
        graph.Library = new FunctionDefLibrary();
        graph.Versions = new VersionDef { Producer = Producer };
        var weights = new List<StoredWeight>();
        foreach (NodeDef node in graph.Node)
        {
            if (node.Op == "Const")
            {
                weights.Add(TakeOut(node, options.Float16));
            }

            Complete(node);
        }

        return (graph, weights);
    }

    /// <summary>The constant for the manifest; the node keeps type and shape.</summary>
    private static StoredWeight TakeOut(NodeDef node, bool float16)
    {
        TensorProto proto = node.Attr["value"].Tensor;
        Tensor tensor;
        try
        {
            tensor = TensorFlowJsTypes.Narrow(TensorProtos.Read(proto));
        }
        catch (Exception e) when (e is GraphException or TensorFlowFormatException)
        {
            throw new GraphException($"node '{node.Name}': {e.Message}", e);
        }

        node.Attr["dtype"] = Attr.Of(tensor.Type);
        node.Attr["value"] = new AttrValue
        {
            Tensor = new TensorProto { Dtype = DataTypes.FromElementType(tensor.Type), TensorShape = proto.TensorShape },
        };
        return new StoredWeight(node.Name, tensor, float16 && FitsHalf(tensor));
    }

    private static bool FitsHalf(Tensor tensor)
    {
        if (tensor.Type != ElementType.Float32 || tensor.Rank < 2)
        {
            return false;
        }

        foreach (float value in tensor.Floats)
        {
            if (!float.IsFinite((float)(Half)value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What TensorFlow 1.15 takes for granted and TensorFlow.js asks for.</summary>
    private static void Complete(NodeDef node)
    {
        if (node.Op is "Conv2D" or "_FusedConv2D" or "DepthwiseConv2dNative" or "FusedDepthwiseConv2dNative" or "Conv2DBackpropInput")
        {
            node.Attr.TryAdd("dilations", Attr.Of((1, 1)));
            node.Attr.TryAdd("data_format", Attr.Of("NHWC"));
        }
        else if (node.Op == "DepthToSpace")
        {
            node.Attr.TryAdd("data_format", Attr.Of("NHWC"));
        }

        foreach (AttrValue value in node.Attr.Values)
        {
            if (value.ValueCase == AttrValue.ValueOneofCase.Type)
            {
                value.Type = TensorFlowJsTypes.Narrow(value.Type);
            }
        }
    }

    /// <summary>Nodes of the inputs and outputs, named as <see cref="GraphDefWriter"/> names them.</summary>
    private static (List<(string Key, string Node, Fact Fact)> Inputs, List<(string Key, string Node, Fact Fact)> Outputs) Ports(
        Network network)
    {
        var names = new NodeNames();
        List<(string Key, string Node, Fact Fact)> inputs = [.. network.Inputs.Select(i => (i.Name, names.Take(i.Name), i.Fact))];
        Dictionary<Value, string> inputNodes = network.Inputs.Zip(inputs).ToDictionary(p => p.First, p => p.Second.Node);
        List<(string Key, string Node, Fact Fact)> outputs = [.. network.Outputs.Select(o => (
            o.Name,
            inputNodes.GetValueOrDefault(o.Value) == NodeNames.Valid(o.Name) ? inputNodes[o.Value] : names.Take(o.Name),
            o.Value.Fact))];
        return (inputs, outputs);
    }

    private static void WriteSignature(Utf8JsonWriter json, Network network)
    {
        (List<(string Key, string Node, Fact Fact)> inputs, List<(string Key, string Node, Fact Fact)> outputs) = Ports(network);
        json.WriteStartObject("signature");
        WritePorts(json, "inputs", inputs);
        WritePorts(json, "outputs", outputs);
        json.WriteEndObject();
    }

    private static void WritePorts(Utf8JsonWriter json, string name, List<(string Key, string Node, Fact Fact)> ports)
    {
        json.WriteStartObject(name);
        foreach ((string key, string node, Fact fact) in ports)
        {
            json.WriteStartObject(key);
            json.WriteString("name", node + ":0");
            json.WriteString("dtype", DataTypes.Name(TensorFlowJsTypes.Narrow(DataTypes.FromElementType(fact.Type))));
            json.WriteStartObject("tensorShape");
            if (fact.Rank > 0)
            {
                json.WriteStartArray("dim");
                foreach (Dimension dimension in fact.Shape)
                {
                    json.WriteStartObject();
                    json.WriteString("size", $"{dimension.Length ?? -1}");
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject("userDefinedMetadata");
        foreach ((string key, string value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void Refuse(IEnumerable<string> nodes)
    {
        string[] found = [.. nodes];
        if (found.Length > 0)
        {
            string more = found.Length > ListedNodes ? $" and {found.Length - ListedNodes} more" : "";
            throw new GraphException($"TensorFlow.js cannot compute {string.Join(", ", found.Take(ListedNodes))}{more}");
        }
    }
}
