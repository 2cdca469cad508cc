using System.Collections.Immutable;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx;

/// <summary>
/// Reads an ONNX model as a network, with its image operators as the file has them, [N, C, H, W]. A node that is not known becomes an
/// <see cref="Unsupported"/>, so that any model can be looked at.
/// </summary>
internal sealed class OnnxNetworkReader
{
    /// <summary>Oldest version of the standard operators that is read: before it, broadcasting had other rules.</summary>
    public const long OldestOpset = 7;

    /// <summary>Newest version of the standard operators that is read.</summary>
    public const long NewestOpset = 23;

    private const long MostBytes = 1L << 30;

    /// <summary>A few bytes of a file can call functions that call functions, or a loop's body a million times.</summary>
    private const int MostNodes = 50_000;

    private readonly OnnxModel model;
    private readonly OnnxExternalData external;
    private readonly OnnxFunctions functions;
    private readonly NetworkBuilder builder = new();
    private readonly Dictionary<object, Value> stored = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GraphProto, IReadOnlyList<NodeProto>> sorted = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Value> faults = [];
    private long computedBytes;
    private int nodes;

    private OnnxNetworkReader(OnnxModel model, string? folder)
    {
        this.model = model;
        external = new OnnxExternalData(folder);
        functions = new OnnxFunctions(model);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Its folder, for weights in files beside it; <see langword="null"/>: there are none.</param>
    /// <returns>A network whose unknown nodes are <see cref="Unsupported"/>.</returns>
    /// <exception cref="OnnxFormatException">The model is damaged, of another version, or weights beside it cannot be read.</exception>
    public static Network Read(OnnxModel model, string? folder = null)
    {
        try
        {
            return new OnnxNetworkReader(model, folder).Read();
        }
        catch (GraphException e)
        {
            throw new OnnxFormatException(e.Message, e);
        }
    }

    /// <summary>Fails if a network has nodes that no operator is known for, and lists them all.</summary>
    /// <exception cref="OnnxFormatException">It has.</exception>
    public static void RefuseUnsupported(Network network)
    {
        string[] nodes =
        [
            .. network.Nodes.Select(n => n.Operator).OfType<Unsupported>().SelectMany(u => u.Nodes)
                .Select(n => n.Reason.Length == 0 ? $"'{n.Node}' ({n.Op})" : $"'{n.Node}' ({n.Op}: {n.Reason})").Distinct(),
        ];
        if (nodes.Length > 0)
        {
            throw new OnnxFormatException(
                $"{nodes.Length} node{(nodes.Length == 1 ? " is" : "s are")} not supported: {string.Join(", ", nodes)}");
        }
    }

    private Network Read()
    {
        if (model.Opset is < OldestOpset or > NewestOpset)
        {
            throw new OnnxFormatException(
                $"the model means version {model.Opset} of ONNX's operators; {OldestOpset} to {NewestOpset} are supported");
        }

        var scope = new OnnxScope("", model.Opset, null);
        scope.Add(model.Graph);
        foreach (OnnxValue input in model.Inputs)
        {
            if (input.ElementType is null || input.Shape is null)
            {
                throw new OnnxFormatException($"the input {input} is no tensor with a known number of axes");
            }

            // What a graph computes from a length needs a name to be followed by.
            ImmutableArray<Dimension> shape = [.. OnnxElements.FromOnnx(input.Shape).Select(
                (d, axis) => d is { Length: null, Symbol: null } ? new Dimension(null, $"{input.Name}.{axis}") : d)];
            scope.Define(input.Name, builder.Input(input.Name, OnnxElements.FromOnnx((long)input.ElementType), shape.AsSpan()));
        }

        return builder.Build([.. Results(model.Graph, scope).Select((value, i) => new NetworkOutput(model.Graph.Output[i].Name, value))]);
    }

    /// <summary>Reads the nodes of a graph.</summary>
    /// <returns>The values of its outputs.</returns>
    private ImmutableArray<Value> Results(GraphProto graph, OnnxScope scope)
    {
        if (!sorted.TryGetValue(graph, out IReadOnlyList<NodeProto>? inOrder))
        {
            inOrder = OnnxOrder.Sort(graph.Node);
            sorted[graph] = inOrder;
        }

        return Results(inOrder, scope, graph.Output.Select(o => o.Name));
    }

    private ImmutableArray<Value> Results(IEnumerable<NodeProto> inOrder, OnnxScope scope, IEnumerable<string> outputs)
    {
        foreach (NodeProto node in inOrder)
        {
            Read(node, scope);
        }

        return [.. outputs.Select(o => scope.Find(o, Store) ?? throw new OnnxFormatException($"nothing computes the output '{o}'"))];
    }

    private void Read(NodeProto node, OnnxScope scope)
    {
        if (++nodes > MostNodes)
        {
            throw new OnnxFormatException($"the model unfolds to more than {MostNodes} nodes");
        }

        string op = OnnxModel.IsStandardDomain(node.Domain) ? node.OpType : $"{node.Domain}::{node.OpType}";
        string name = scope.Prefix + (node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "");
        Func<OnnxNodeReader, ImmutableArray<Value>>? read = ReaderOf(node, op, name, scope);
        ImmutableArray<Value?> inputs;
        try
        {
            inputs = [.. node.Input.Select(i => scope.IsAbsent(i) ? null : scope.Find(i, Store))];
        }
        catch (GraphException e)
        {
            Mark(node, scope, [], [new UnsupportedNode(name, op, e.Message)]);
            return;
        }

        if (inputs.Any(i => i is not null && faults.Contains(i)))
        {
            // Behind a fault only those are named that would be one themselves.
            Mark(node, scope, inputs, read is not null ? [] : [new UnsupportedNode(name, op)]);
            return;
        }

        if (node.Input.Where((n, i) => !scope.IsAbsent(n) && inputs[i] is null).FirstOrDefault() is { } missing)
        {
            Mark(node, scope, inputs, [new UnsupportedNode(name, op, $"nothing computes '{missing}'")]);
            return;
        }

        if (read is null)
        {
            Mark(node, scope, inputs, [new UnsupportedNode(name, op)]);
            return;
        }

        try
        {
            ImmutableArray<Value> outputs = read(new OnnxNodeReader(node, scope.Opset, scope.Prefix, inputs, builder, ToTensor));
            for (int i = 0; i < Math.Min(outputs.Length, node.Output.Count); i++)
            {
                Define(node.Output[i], scope, outputs[i]);
            }
        }
        catch (Exception e) when (e is GraphException or OverflowException)
        {
            Mark(node, scope, inputs, [new UnsupportedNode(name, op, e.Message)]);
        }
    }

    /// <summary>What reads a node; <see langword="null"/>: nothing.</summary>
    private Func<OnnxNodeReader, ImmutableArray<Value>>? ReaderOf(NodeProto node, string op, string name, OnnxScope scope) => op switch
    {
        "If" => reader => OnnxBranches.If(reader, (graph, inputs) => Unfold(graph, scope, name, inputs)),
        "Loop" => reader => OnnxBranches.Loop(reader, (graph, inputs) => Unfold(graph, scope, name, inputs)),
        _ when OnnxOps.Readers.TryGetValue(op, out Func<OnnxNodeReader, ImmutableArray<Value>>? known) => known,
        _ when functions.Find(node) is { } function => reader => Call(function, node, name, scope, reader),
        _ => null,
    };

    /// <summary>Reads a graph inside a node.</summary>
    private ImmutableArray<Value> Unfold(GraphProto graph, OnnxScope outer, string name, IReadOnlyList<Value> inputs)
    {
        if (graph.Input.Count != inputs.Count)
        {
            throw new GraphException($"the graph inside takes {graph.Input.Count} inputs, not {inputs.Count}");
        }

        var scope = new OnnxScope(name + "/", outer.Opset, outer);
        scope.Add(graph);
        for (int i = 0; i < inputs.Count; i++)
        {
            scope.Define(graph.Input[i].Name, inputs[i]);
        }

        return Results(graph, scope);
    }

    private ImmutableArray<Value> Call(
        FunctionProto function, NodeProto node, string name, OnnxScope outer, OnnxNodeReader reader)
    {
        if (outer.Functions.Contains(function, ReferenceEqualityComparer.Instance))
        {
            throw new GraphException("the function calls itself");
        }

        long opset = functions.Opset(function);
        if (opset is < OldestOpset or > NewestOpset)
        {
            throw new GraphException($"the function means version {opset} of ONNX's operators");
        }

        if (reader.InputCount > function.Input.Count)
        {
            throw new GraphException($"the function takes {function.Input.Count} inputs, not {reader.InputCount}");
        }

        var scope = new OnnxScope(name + "/", opset, null) { Functions = [.. outer.Functions, function] };
        for (int i = 0; i < function.Input.Count; i++)
        {
            if (reader.Has(i))
            {
                scope.Define(function.Input[i], reader.Input(i));
            }
            else
            {
                scope.DefineAbsent(function.Input[i]);
            }
        }

        return Results(OnnxOrder.Sort(OnnxFunctions.Body(function, node)), scope, function.Output);
    }

    private void Mark(NodeProto node, OnnxScope scope, ImmutableArray<Value?> inputs, ImmutableArray<UnsupportedNode> at)
    {
        if (node.Output.Count == 0)
        {
            return;
        }

        ImmutableArray<Value> outputs = builder.AddMany(
            scope.Prefix + node.Output[0], new Unsupported(at, node.Output.Count), [.. inputs.OfType<Value>()]);
        for (int i = 0; i < outputs.Length; i++)
        {
            faults.Add(outputs[i]);
            Define(node.Output[i], scope, outputs[i]);
        }
    }

    private void Define(string name, OnnxScope scope, Value value)
    {
        if (name.Length == 0)
        {
            return;
        }

        if (!scope.Define(name, value))
        {
            throw new OnnxFormatException($"two nodes compute '{name}'");
        }

        // A few bytes of a file can ask for large constants; what is computed beforehand must stay small.
        computedBytes += value.Constant is { Type: not ElementType.String } constant ? constant.Bytes().Length : 0;
        if (computedBytes > MostBytes)
        {
            throw new OnnxFormatException($"the model computes more than {MostBytes >> 20} MB of constants");
        }
    }

    /// <summary>A stored tensor as a constant; the body of a loop asks for the same one every time.</summary>
    private Value Store(string name, object tensor)
    {
        if (stored.TryGetValue(tensor, out Value? value))
        {
            return value;
        }

        try
        {
            value = builder.Constant(
                name, tensor is TensorProto dense ? ToTensor(dense) : OnnxSparse.Read((SparseTensorProto)tensor, ToTensor));
        }
        catch (GraphException e)
        {
            throw new GraphException($"the tensor '{name}': {e.Message}", e);
        }

        stored[tensor] = value;
        return value;
    }

    private Tensor ToTensor(TensorProto tensor) =>
        OnnxElements.Read(tensor, external.Read);
}
