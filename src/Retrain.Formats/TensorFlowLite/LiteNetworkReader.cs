using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlowLite.Ops;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>
/// Reads a sub-graph as a network, as the file has it: [N, H, W, C], whole numbers as <see cref="Quantized"/> operators, inputs and
/// outputs in their own types. An operator that is not known becomes an <see cref="Unsupported"/>, so that any model can be looked at.
/// </summary>
internal sealed class LiteNetworkReader
{
    private const long MostBytes = 1L << 31;

    private readonly LiteModel model;
    private readonly LiteGraph graph;
    private readonly NetworkBuilder builder = new();
    private readonly Dictionary<int, Value> values = [];
    private readonly HashSet<Value> faults = [];
    private long constantBytes;

    private LiteNetworkReader(LiteModel model, int graph)
    {
        this.model = model;
        this.graph = model.Graphs[graph];
    }

    /// <summary>Reads a sub-graph, or the part of it that some tensors need.</summary>
    /// <param name="model">The file.</param>
    /// <param name="graph">Number of the sub-graph.</param>
    /// <param name="outputs">Tensors that are wanted; <see langword="null"/>: its outputs.</param>
    /// <param name="size">Height and width of images of open size.</param>
    /// <returns>A network whose unknown operators are <see cref="Unsupported"/>; inputs and outputs have the tensors' names.</returns>
    /// <exception cref="LiteFormatException">The file is damaged.</exception>
    public static Network Read(
        LiteModel model, int graph = 0, IReadOnlyList<int>? outputs = null, (int? Height, int? Width) size = default)
    {
        try
        {
            return LiteFaults.Guard(() => new LiteNetworkReader(model, graph).Read(outputs, size));
        }
        catch (GraphException e)
        {
            throw new LiteFormatException(e.Message, e);
        }
    }

    /// <summary>Fails if a network has operators that are not known, and lists them all.</summary>
    /// <exception cref="LiteFormatException">It has.</exception>
    public static void RefuseUnsupported(Network network)
    {
        string[] nodes =
        [
            .. network.Nodes.Select(n => n.Operator).OfType<Unsupported>().SelectMany(u => u.Nodes)
                .Select(n => n.Reason.Length == 0 ? $"'{n.Node}' ({n.Op})" : $"'{n.Node}' ({n.Op}: {n.Reason})").Distinct(),
        ];
        if (nodes.Length > 0)
        {
            throw new LiteFormatException(
                $"{nodes.Length} operator{(nodes.Length == 1 ? " is" : "s are")} not supported: {string.Join(", ", nodes)}");
        }
    }

    private Network Read(IReadOnlyList<int>? outputs, (int? Height, int? Width) size)
    {
        IReadOnlyList<int> wanted = outputs ?? graph.Outputs;
        (List<LiteOperator> steps, HashSet<int> needed) = Needed(wanted);
        foreach (int input in graph.Inputs.Where(needed.Contains).Distinct())
        {
            Feed(input, size);
        }

        foreach (LiteOperator step in steps)
        {
            Read(step);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return builder.Build([.. wanted.Select(o => new NetworkOutput(
            Unique(NameOf(o)), Find(o) ?? throw new LiteFormatException($"nothing computes the output '{NameOf(o)}'")))]);

        string Unique(string name) => names.Add(name) ? name : Unique(name + "_again");
    }

    /// <summary>The steps that lead to the wanted tensors, in the file's order, and the tensors that they read.</summary>
    private (List<LiteOperator> Steps, HashSet<int> Needed) Needed(IReadOnlyList<int> wanted)
    {
        var needed = new HashSet<int>(wanted);
        var steps = new List<LiteOperator>();
        foreach (LiteOperator step in graph.Operators.Reverse())
        {
            if (step.Outputs.Any(needed.Contains))
            {
                needed.UnionWith(step.Inputs.Where(i => i >= 0));
                steps.Add(step);
            }
        }

        steps.Reverse();
        return (steps, needed);
    }

    private void Feed(int index, (int? Height, int? Width) size)
    {
        LiteTensor tensor = graph.Tensors[index];
        ElementType type = tensor.ElementType
            ?? throw new LiteFormatException($"the input '{tensor.Name}' holds {tensor.Type}, which no network here takes");
        ImmutableArray<Dimension> shape = tensor.Dimensions;
        if (shape.Length == 4)
        {
            shape = shape.SetItem(1, shape[1].Length ?? size.Height ?? shape[1]).SetItem(2, shape[2].Length ?? size.Width ?? shape[2]);
        }

        values[index] = builder.Input(NameOf(index), type, shape.AsSpan());
    }

    private void Read(LiteOperator step)
    {
        if (step.Outputs.IsEmpty)
        {
            return;
        }

        string name = NameOf(step.Outputs[0]);
        bool isKnown = !step.IsCustom && LiteOps.Readers.ContainsKey(step.Name);
        ImmutableArray<LiteOperand?> inputs;
        try
        {
            inputs = [.. step.Inputs.Select(Operand)];
        }
        catch (GraphException e)
        {
            Mark(step, [], [new UnsupportedNode(name, step.Describe(), e.Message)]);
            return;
        }

        if (!isKnown || inputs.Any(i => i is { } operand && faults.Contains(operand.Value)))
        {
            // Behind a fault only those are named that would be one themselves.
            Mark(step, inputs, isKnown ? [] : [new UnsupportedNode(name, step.Describe())]);
            return;
        }

        try
        {
            ImmutableArray<LiteTensor> outputs = [.. step.Outputs.Select(o => graph.Tensors[o] with { Name = NameOf(o) })];
            if (outputs.FirstOrDefault(o => o.Fault is not null) is { Fault: { } fault })
            {
                throw new GraphException(fault);
            }

            ImmutableArray<Value> results = LiteOps.Readers[step.Name](new LiteNodeReader(step, inputs, outputs, builder));
            for (int i = 0; i < Math.Min(results.Length, step.Outputs.Length); i++)
            {
                Check(results[i], outputs[i]);
                Define(step.Outputs[i], results[i]);
            }
        }
        catch (Exception e) when (e is GraphException or UnsupportedOpException or OverflowException)
        {
            Mark(step, inputs, [new UnsupportedNode(name, step.Describe(), e.Message)]);
        }
    }

    private static void Check(Value value, LiteTensor declared)
    {
        if (declared.ElementType is { } type && type != value.Fact.Type)
        {
            throw new GraphException($"the output is {value.Fact.Type}, the file says {declared.Type}");
        }
    }

    private void Mark(LiteOperator step, ImmutableArray<LiteOperand?> inputs, ImmutableArray<UnsupportedNode> at)
    {
        ImmutableArray<Value> outputs = builder.AddMany(
            NameOf(step.Outputs[0]), new Unsupported(at, step.Outputs.Length),
            [.. inputs.Where(i => i is not null).Select(i => i!.Value.Value)]);
        for (int i = 0; i < outputs.Length; i++)
        {
            faults.Add(outputs[i]);
            Define(step.Outputs[i], outputs[i]);
        }
    }

    private void Define(int index, Value value)
    {
        if (!values.TryAdd(index, value))
        {
            throw new LiteFormatException($"two operators compute '{NameOf(index)}'");
        }

        Count(value.Constant);
    }

    /// <summary>A few bytes of a file can ask for large constants; what is computed beforehand must stay small.</summary>
    private void Count(Tensor? constant)
    {
        constantBytes += constant is { Type: not ElementType.String } ? constant.Bytes().Length : 0;
        if (constantBytes > MostBytes)
        {
            throw new LiteFormatException($"the model has more than {MostBytes >> 20} MB of constants");
        }
    }

    private LiteOperand? Operand(int index) => index < 0
        ? null
        : Find(index) is { } value
            ? new LiteOperand(value, graph.Tensors[index].Quantization)
            : throw new GraphException($"nothing computes '{NameOf(index)}'");

    private Value? Find(int index)
    {
        if (values.TryGetValue(index, out Value? value))
        {
            return value;
        }

        LiteTensor tensor = graph.Tensors[index];
        ReadOnlySpan<byte> bytes = model.Buffer(tensor.Buffer).Span;
        if (bytes.IsEmpty && (tensor.Shape.IsEmpty || !tensor.Shape.Contains(0)))
        {
            return null;
        }

        if (tensor.Fault is { } fault)
        {
            throw new GraphException($"'{tensor.Name}': {fault}");
        }

        Tensor constant = LiteElements.Read(tensor, bytes);
        Count(constant);
        value = builder.Constant(NameOf(index), constant);
        values[index] = value;
        return value;
    }

    /// <summary>Name of a tensor; older files may leave it away.</summary>
    private string NameOf(int index) => graph.Tensors[index].Name is { Length: > 0 } name ? name : $"tensor_{index}";
}
