using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>The nodes of the main graph, or of one call of a function, and what has become of them.</summary>
internal sealed class ImportScope
{
    private readonly TensorFlowImporter importer;
    private readonly NodeImporter nodeImporter;
    private readonly Dictionary<string, NodeDef> nodes;
    private readonly Dictionary<string, Wire[]> done = new(StringComparer.Ordinal);
    private readonly Dictionary<TensorReference, Wire> given = [];
    private readonly string place;

    private ImportScope(TensorFlowImporter importer, IEnumerable<NodeDef> nodes, string prefix, string place)
    {
        this.importer = importer;
        this.place = place;
        Prefix = prefix;
        this.nodes = new Dictionary<string, NodeDef>(StringComparer.Ordinal);
        foreach (NodeDef node in nodes)
        {
            if (!this.nodes.TryAdd(node.Name, node))
            {
                throw new TensorFlowFormatException($"two nodes of {place} have the name '{node.Name}'");
            }
        }

        nodeImporter = new NodeImporter(importer, this);
    }

    /// <summary>What goes before the names of nodes; empty in the main graph.</summary>
    public string Prefix { get; }

    /// <summary>Attributes of the call, which nodes of a function may refer to.</summary>
    public NodeDef? Caller { get; private init; }

    /// <summary>The main graph.</summary>
    public static ImportScope OfGraph(TensorFlowImporter importer, GraphDef graph)
    {
        var scope = new ImportScope(importer, graph.Node, "", "the graph");
        foreach (FedTensor fed in importer.Options.Inputs)
        {
            NodeDef node = scope.Node(fed.Tensor.Node, "an input");
            (Graph.ElementType? type, var shape) = Placeholders.Declared(node);
            scope.given[fed.Tensor] = importer.AddInput(fed, type, shape);
        }

        foreach ((TensorReference tensor, Graph.Tensor value) in importer.Options.Fixed)
        {
            scope.given[tensor] = new Wire.Tensor(importer.Builder.Constant(tensor.Node, value));
        }

        return scope;
    }

    /// <summary>One call of a function.</summary>
    public static ImportScope OfFunction(
        TensorFlowImporter importer, FunctionDef function, IReadOnlyList<Wire> arguments, NodeDef caller, string prefix)
    {
        var scope = new ImportScope(importer, function.NodeDef, prefix, $"the function '{function.Signature.Name}'") { Caller = caller };
        for (int i = 0; i < function.Signature.InputArg.Count; i++)
        {
            scope.given[new TensorReference(function.Signature.InputArg[i].Name, 0)] = arguments[i];
        }

        return scope;
    }

    /// <summary>Reads an input as nodes write it; <see langword="null"/> for a control edge.</summary>
    public TensorReference? Reference(string input) => TensorReference.FromInput(input, node => nodes.GetValueOrDefault(node)?.Op);

    /// <summary>What tensors have become, with all that they need.</summary>
    public Wire[] Resolve(IReadOnlyList<TensorReference> wanted)
    {
        foreach (NodeDef node in InOrder(wanted))
        {
            importer.CountNode();
            done[node.Name] = nodeImporter.Import(node, [.. InputsOf(node).Select(Read)]);
        }

        return [.. wanted.Select(Read)];
    }

    /// <summary>A node under its full name, with the attributes that it takes from the call filled in.</summary>
    public NodeDef Bind(NodeDef node)
    {
        if (Caller is null)
        {
            return node;
        }

        NodeDef bound = node.Clone();
        bound.Name = Prefix + node.Name;
        foreach ((string name, AttrValue value) in node.Attr.Where(a => a.Value.ValueCase == AttrValue.ValueOneofCase.Placeholder))
        {
            if (Caller.Attr.TryGetValue(value.Placeholder, out AttrValue? given))
            {
                bound.Attr[name] = given;
            }
        }

        return bound;
    }

    private static bool IsCut(NodeDef node) => PictureDecoders.IsDecoder(node.Op);

    private Wire Read(TensorReference tensor)
    {
        if (given.TryGetValue(tensor, out Wire? wire))
        {
            return wire;
        }

        Wire[] outputs = done[tensor.Node];
        return tensor.Index < outputs.Length
            ? outputs[tensor.Index]
            : outputs is [Wire.Unsupported or Wire.Dead, ..]
                ? outputs[0]
                : throw new TensorFlowFormatException(
                    $"'{Prefix}{tensor.Node}' has {outputs.Length} outputs, and something reads output {tensor.Index}");
    }

    private IEnumerable<TensorReference> InputsOf(NodeDef node) =>
        IsCut(node) ? [] : node.Input.Select(Reference).Where(r => r is not null).Select(r => r!.Value);

    private NodeDef Node(string name, string reader) => nodes.TryGetValue(name, out NodeDef? node)
        ? node
        : throw new TensorFlowFormatException($"{reader} names the node '{name}', which {place} does not have");

    /// <summary>
    /// The nodes that are needed and not yet imported, each after those it reads. Own stack: chains may be of any length.
    /// </summary>
    private List<NodeDef> InOrder(IReadOnlyList<TensorReference> wanted)
    {
        var order = new List<NodeDef>();
        var open = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<(NodeDef Node, IEnumerator<TensorReference> Inputs)>();
        foreach (TensorReference tensor in wanted)
        {
            Enter(tensor, "an output");
            while (stack.TryPeek(out (NodeDef Node, IEnumerator<TensorReference> Inputs) top))
            {
                if (top.Inputs.MoveNext())
                {
                    Enter(top.Inputs.Current, $"'{top.Node.Name}'");
                }
                else
                {
                    stack.Pop();
                    open.Remove(top.Node.Name);
                    order.Add(top.Node);
                    done[top.Node.Name] = [];
                }
            }
        }

        return order;

        void Enter(TensorReference tensor, string reader)
        {
            if (given.ContainsKey(tensor) || done.ContainsKey(tensor.Node))
            {
                return;
            }

            NodeDef node = Node(tensor.Node, reader);
            if (!open.Add(node.Name))
            {
                IEnumerable<string> cycle = stack.Select(s => s.Node).TakeWhile(n => n != node).Append(node).Reverse().Take(8)
                    .Select(n => $"'{n.Name}' ({n.Op})");
                throw new TensorFlowFormatException($"nodes of {place} feed each other in a cycle: {string.Join(" -> ", cycle)}");
            }

            stack.Push((node, InputsOf(node).GetEnumerator()));
        }
    }
}
