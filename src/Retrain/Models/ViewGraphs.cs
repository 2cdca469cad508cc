using System.Security.Cryptography;
using Google.Protobuf;
using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Foundation;

namespace Retrain.Models;

/// <summary>
/// The networks of several views in one graph. The first keeps its names; those of the others begin with <c>view2/</c> and so on. Weights
/// with equal content are there once.
/// </summary>
internal static class ViewGraphs
{
    /// <summary>Name of the combined features, float32 [N, F].</summary>
    public const string FeaturesName = "final_retrain_ops/features/views";

    /// <summary>Name in the whole graph of a value of one view's network.</summary>
    /// <param name="view">Number of the view from 0.</param>
    /// <param name="name">Its name in the network; empty (an input that is left out) stays empty.</param>
    public static string NameIn(int view, string name) => view == 0 || name.Length == 0 ? name : $"view{view + 1}/{name}";

    /// <summary>Puts the networks of all views into one model, which gives the combined features.</summary>
    /// <param name="views">Each pruned to its features, in the order of the views; the first one is changed and is the whole.</param>
    /// <param name="features">The features of each, as its own graph declares them.</param>
    /// <param name="combination">How they become one row.</param>
    /// <returns>The combined features.</returns>
    /// <exception cref="RetrainException">The networks cannot live in one file.</exception>
    public static OnnxValue Combine(IReadOnlyList<OnnxModel> views, IReadOnlyList<OnnxValue> features, ViewCombination combination)
    {
        OnnxModel whole = views[0];
        Dictionary<string, string> known = [];
        foreach (TensorProto weights in whole.Graph.Initializer)
        {
            known.TryAdd(ContentOf(weights), weights.Name);
        }

        var rows = new List<string> { Rows(whole.Graph, 0, features[0]) };
        for (int view = 1; view < views.Count; view++)
        {
            Add(whole, views[view], view, known);
            rows.Add(Rows(whole.Graph, view, features[view]));
        }

        whole.Graph.Node.Add(combination == ViewCombination.Join
            ? Node("Concat", FeaturesName, [.. rows], OnnxAttributes.Int("axis", 1))
            : Node("Mean", FeaturesName, [.. rows]));
        return new OnnxValue(FeaturesName, TensorProto.Types.DataType.Float, [new OnnxDimension(null), new OnnxDimension(null)]);
    }

    private static void Add(OnnxModel whole, OnnxModel part, int view, Dictionary<string, string> known)
    {
        if (!whole.Proto.OpsetImport.Equals(part.Proto.OpsetImport) || !whole.Proto.Functions.Equals(part.Proto.Functions))
        {
            throw new RetrainException(
                "the networks of the views use different operators and cannot be written to one file: train with one view");
        }

        whole.Proto.IrVersion = Math.Max(whole.Proto.IrVersion, part.Proto.IrVersion);
        GraphProto graph = part.Graph;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (TensorProto weights in graph.Initializer)
        {
            string content = ContentOf(weights);
            if (known.TryGetValue(content, out string? same))
            {
                names[weights.Name] = same;
            }
            else
            {
                known[content] = NameIn(view, weights.Name);
                whole.Graph.Initializer.Add(weights);
            }
        }

        Rename(graph, name => names.GetValueOrDefault(name) ?? NameIn(view, name));
        RefuseClash(whole.Graph, graph);
        whole.Graph.Node.AddRange(graph.Node);
        whole.Graph.SparseInitializer.AddRange(graph.SparseInitializer);
        whole.Graph.QuantizationAnnotation.AddRange(graph.QuantizationAnnotation);
        whole.Graph.Input.AddRange(graph.Input);
    }

    /// <summary>All names of a graph and of the graphs inside it: inner ones see the outer ones' values, and none is shadowed.</summary>
    private static void Rename(GraphProto graph, Func<string, string> to)
    {
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            value.Name = to(value.Name);
        }

        foreach (TensorProto weights in graph.Initializer.Concat(graph.SparseInitializer.Select(s => s.Values).OfType<TensorProto>()))
        {
            weights.Name = to(weights.Name);
        }

        foreach (TensorAnnotation note in graph.QuantizationAnnotation)
        {
            note.TensorName = to(note.TensorName);
            foreach (StringStringEntryProto parameter in note.QuantParameterTensorNames)
            {
                parameter.Value = to(parameter.Value);
            }
        }

        foreach (NodeProto node in graph.Node)
        {
            node.Name = to(node.Name);
            Rename(node.Input, to);
            Rename(node.Output, to);
            foreach (GraphProto inner in node.Attribute.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Prepend(a.G)))
            {
                Rename(inner, to);
            }
        }
    }

    private static void Rename(Google.Protobuf.Collections.RepeatedField<string> names, Func<string, string> to)
    {
        for (int i = 0; i < names.Count; i++)
        {
            names[i] = to(names[i]);
        }
    }

    private static void RefuseClash(GraphProto whole, GraphProto part)
    {
        HashSet<string> taken = [.. whole.Node.SelectMany(n => n.Output), .. whole.Input.Select(i => i.Name)];
        if (part.Node.SelectMany(n => n.Output).FirstOrDefault(o => o.Length > 0 && taken.Contains(o)) is { } clash)
        {
            throw new RetrainException($"the network has a value '{clash}' itself: train with one view");
        }
    }

    /// <summary>A view's features as float32 [N, F].</summary>
    private static string Rows(GraphProto graph, int view, OnnxValue features)
    {
        string name = NameIn(view, features.Name);
        if (features.Shape?.Count != 2)
        {
            graph.Node.Add(Node("Flatten", NameIn(view, "final_retrain_ops/features/flatten"), [name], OnnxAttributes.Int("axis", 1)));
            name = graph.Node[^1].Output[0];
        }

        if (features.ElementType is not (null or TensorProto.Types.DataType.Float))
        {
            graph.Node.Add(Node(
                "Cast", NameIn(view, "final_retrain_ops/features/cast"), [name],
                OnnxAttributes.Int("to", (long)TensorProto.Types.DataType.Float)));
            name = graph.Node[^1].Output[0];
        }

        return name;
    }

    private static string ContentOf(TensorProto weights)
    {
        TensorProto nameless = weights.Clone();
        nameless.ClearName();
        return Convert.ToHexString(SHA256.HashData(nameless.ToByteArray()));
    }

    /// <summary>A node whose only output has its name.</summary>
    private static NodeProto Node(string op, string name, string[] inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        new() { OpType = op, Name = name, Input = { inputs }, Output = { name }, Attribute = { attributes.ToArray() } };
}
