using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// Finds where a checkpoint holds each variable of a graph. The exact way is to read what the model's own restore operation would do;
/// models without one (Hub modules) say
/// it in their collections or by equal names, and TensorFlow 2's object graph knows the names that its variables had.
/// </summary>
internal static class VariablePlaces
{
    private const string ObjectGraphKey = "_CHECKPOINTABLE_OBJECT_GRAPH";
    private static readonly string[] Collections = ["variables", "trainable_variables"];

    /// <summary>The places of all variables for which a node's name alone does not tell.</summary>
    /// <exception cref="TensorFlowFormatException">What the model says about them is damaged.</exception>
    public static IReadOnlyDictionary<string, VariablePlace> Of(MetaGraphDef model, TensorBundle bundle)
    {
        var places = new Dictionary<string, VariablePlace>(StringComparer.Ordinal);
        AddFromCollections(model, bundle, places);
        foreach ((string node, VariablePlace place) in RestoreOperation.Places(model.GraphDef, model.SaverDef?.RestoreOpName ?? ""))
        {
            if (bundle.Contains(place.Key))
            {
                places[node] = place;
            }
        }

        NodeDef[] open = [.. model.GraphDef.Node
            .Where(n => n.Op == "VarHandleOp" && !places.ContainsKey(n.Name) && !bundle.Contains(n.Name))];
        if (open.Length > 0)
        {
            AddFromObjectGraph(open, bundle, places);
        }

        return places;
    }

    private static void AddFromCollections(MetaGraphDef model, TensorBundle bundle, Dictionary<string, VariablePlace> places)
    {
        foreach (CollectionDef collection in Collections.Select(c => model.CollectionDef.GetValueOrDefault(c)).OfType<CollectionDef>())
        {
            foreach (ByteString bytes in collection.BytesList?.Value ?? [])
            {
                VariableDef variable = Parse(VariableDef.Parser, bytes, "a variable in a collection");
                if (variable.SaveSliceInfoDef is { } slice && bundle.Contains(slice.FullName))
                {
                    places[NodeOf(variable.VariableName)] = new VariablePlace(slice.FullName, Lengths(slice.VarOffset),
                        Lengths(slice.VarShape));
                }
            }
        }
    }

    private static void AddFromObjectGraph(NodeDef[] handles, TensorBundle bundle, Dictionary<string, VariablePlace> places)
    {
        if (!bundle.Contains(ObjectGraphKey) || bundle.Describe(ObjectGraphKey).Type != DataType.DtString)
        {
            return;
        }

        Tensor stored = bundle.Read(ObjectGraphKey);
        if (stored.Length != 1)
        {
            throw new TensorFlowFormatException($"variable '{ObjectGraphKey}' has {stored.Length} strings, expected 1");
        }

        TrackableObjectGraph objects = Parse(TrackableObjectGraph.Parser, ByteString.CopyFrom(stored.Span<byte[]>()[0]),
            $"variable '{ObjectGraphKey}'");
        Dictionary<string, string[]> keys = objects.Nodes.SelectMany(n => n.Attributes)
            .Where(a => a.FullName.Length > 0 && bundle.Contains(a.CheckpointKey))
            .GroupBy(a => a.FullName, a => a.CheckpointKey, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Distinct().ToArray(), StringComparer.Ordinal);
        foreach (IGrouping<string, NodeDef> named in handles.GroupBy(SharedName, StringComparer.Ordinal))
        {
            // Two variables, or two keys, of one name: nothing tells which is whose.
            if (named.Count() == 1 && keys.TryGetValue(named.Key, out string[]? found) && found.Length == 1)
            {
                places[named.First().Name] = new VariablePlace(found[0]);
            }
        }
    }

    private static string SharedName(NodeDef node) =>
        node.Attr.GetValueOrDefault("shared_name")?.S is { IsEmpty: false } name ? name.ToStringUtf8() : node.Name;

    private static string NodeOf(string tensor) => tensor.LastIndexOf(':') is > 0 and int colon ? tensor[..colon] : tensor;

    private static int[] Lengths(IEnumerable<long> numbers) => [.. numbers.Select(n => n is >= 0 and <= int.MaxValue
        ? (int)n
        : throw new TensorFlowFormatException($"{n} is no place in a variable"))];

    private static T Parse<T>(MessageParser<T> parser, ByteString bytes, string what)
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
