using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.TensorFlow;

/// <summary>
/// Turns a network in [N, H, W, C] into a frozen GraphDef with no op and no attribute that TensorFlow 1.15 does not know (REFERENCE 7.1):
/// inputs are Placeholders, constants Const nodes, and each output is the node of its name.
/// </summary>
internal sealed class GraphDefWriter
{
    private readonly GraphDef graph = new();
    private readonly NodeNames names = new();
    private readonly Dictionary<Value, string> references = [];
    private readonly GraphDefWriterOptions options;

    private GraphDefWriter(GraphDefWriterOptions options) => this.options = options;

    /// <summary>Writes a network.</summary>
    /// <exception cref="GraphException">A node has no counterpart; the message names it.</exception>
    public static GraphDef Write(Network network, GraphDefWriterOptions options)
    {
        var writer = new GraphDefWriter(options);

        // TensorFlow's graphs have no operators on whole numbers: they are written as what they imitate.
        bool isWhole = network.Nodes.Any(n => n.Operator is Quantized);
        writer.Write(isWhole ? Rewriter.Run(network, ExpandQuantized.Rule) : network);
        return writer.graph;
    }

    /// <summary>Name of a value's tensor in the graph; a constant is added where it is needed first.</summary>
    internal string Reference(Value value)
    {
        if (!references.TryGetValue(value, out string? reference))
        {
            reference = Constant(
                options.NodeName(value.Name), value.Constant ?? throw new GraphException($"'{value.Name}' is never computed"));
            references.Add(value, reference);
        }

        return reference;
    }

    /// <summary>Adds a constant.</summary>
    internal string Constant(string name, Tensor tensor) =>
        AddInner(name, "Const", [], [("dtype", Attr.Of(tensor.Type)), ("value", Attr.Of(tensor))]);

    /// <summary>Adds a node under a name of its own.</summary>
    internal string AddInner(string name, string op, IEnumerable<string> inputs, (string Name, AttrValue Value)[] attributes)
    {
        string unique = names.Take(name);
        Add(unique, op, inputs, attributes);
        return unique;
    }

    /// <summary>Adds a node under a name that is taken already.</summary>
    internal void Add(string name, string op, IEnumerable<string> inputs, (string Name, AttrValue Value)[] attributes)
    {
        graph.Node.Add(NodeDefs.Make(name, op, inputs, attributes));
    }

    private void Write(Network network)
    {
        Dictionary<Value, string> nodeNames = [];
        foreach (Value input in network.Inputs)
        {
            string name = names.Take(options.NodeName(input.Name));
            references.Add(input, name);
            Add(name, "Placeholder", [], [("dtype", Attr.Of(input.Fact.Type)), ("shape", new AttrValue { Shape = Shape(input.Fact) })]);
        }

        List<(string Name, Value Value)> identities = ReserveOutputs(network, nodeNames);
        foreach (Node node in network.Nodes)
        {
            if (!nodeNames.TryGetValue(node.Outputs[0], out string? name))
            {
                name = names.Take(options.NodeName(node.Name));
            }

            Write(node, name);
        }

        foreach ((string name, Value value) in identities)
        {
            Add(name, "Identity", [Reference(value)], [("T", Attr.Of(value.Fact.Type))]);
        }
    }

    /// <summary>
    /// Outputs come first when names are given away: a node that has an output's name keeps it, any other output gets an Identity.
    /// </summary>
    private List<(string Name, Value Value)> ReserveOutputs(Network network, Dictionary<Value, string> nodeNames)
    {
        var firsts = network.Nodes.Select(n => n.Outputs[0]).ToHashSet();
        var identities = new List<(string, Value)>();
        foreach (NetworkOutput output in network.Outputs)
        {
            string wanted = NodeNames.Valid(output.Name);
            if (references.GetValueOrDefault(output.Value) == wanted)
            {
                continue;
            }

            string name = names.Take(wanted);
            if (firsts.Contains(output.Value) && NodeNames.Valid(options.NodeName(output.Value.Name)) == name)
            {
                nodeNames.Add(output.Value, name);
            }
            else
            {
                identities.Add((name, output.Value));
            }
        }

        return identities;
    }

    private void Write(Node node, string name)
    {
        var writer = new NodeWriter(this, node, name);
        try
        {
            TensorFlowOps.Write(writer);
        }
        catch (GraphException e)
        {
            throw new GraphException($"node '{node.Name}' ({node.Operator.Name}): {e.Message}", e);
        }

        for (int i = 0; i < node.Outputs.Length; i++)
        {
            references.Add(node.Outputs[i], i == 0 ? name : $"{name}:{i}");
        }
    }

    private static TensorShapeProto Shape(Fact fact)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(fact.Shape.Select(d => new TensorShapeProto.Types.Dim { Size = d.Length ?? -1 }));
        return shape;
    }
}
