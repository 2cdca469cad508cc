using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// Which nodes of a float network run on whole numbers, which activations they take in, and which values must have the same levels.
/// </summary>
internal sealed class QuantizationPlan
{
    private readonly Dictionary<Value, Node> producers = [];
    private readonly Dictionary<Value, List<Node>> consumers = [];
    private readonly HashSet<Value> outputs;
    private readonly HashSet<Node> whole = [];
    private readonly Dictionary<Node, Node> activations = [];
    private readonly HashSet<Node> absorbed = [];
    private readonly Dictionary<Value, Value> groups = [];
    private readonly Network network;

    /// <summary>Makes the plan.</summary>
    /// <param name="network">Prepared (<see cref="PrepareForLevels"/>), without fake quantisers.</param>
    public QuantizationPlan(Network network)
    {
        this.network = network;
        outputs = [.. network.Outputs.Select(o => o.Value)];
        foreach (Node node in network.Nodes)
        {
            foreach (Value output in node.Outputs)
            {
                producers[output] = node;
            }

            foreach (Value input in node.Inputs.Distinct())
            {
                if (!consumers.TryGetValue(input, out List<Node>? list))
                {
                    consumers[input] = list = [];
                }

                list.Add(node);
            }
        }

        Choose();
        Absorb();
        Join();
    }

    /// <summary>Whether a node runs on whole numbers.</summary>
    public bool IsWhole(Node node) => whole.Contains(node);

    /// <summary>Whether a node is done by the one before it.</summary>
    public bool IsAbsorbed(Node node) => absorbed.Contains(node);

    /// <summary>The activation that a node does before it rounds; <see langword="null"/>: none.</summary>
    public Node? Activation(Node node) => activations.GetValueOrDefault(node);

    /// <summary>Limits of an activation.</summary>
    public static (float Low, float High)? Limits(Operator @operator) => @operator switch
    {
        Unary { Kind: UnaryKind.Relu } => (0, float.PositiveInfinity),
        Clip { Low: 0, High: 6 or float.PositiveInfinity or float.MaxValue } clip => (0, clip.High == 6 ? 6 : float.PositiveInfinity),
        Clip { Low: -1, High: 1 } => (-1, 1),
        _ => null,
    };

    /// <summary>Number of inputs, from the first, that are levels of activations; others are weights, or numbers such as sizes.</summary>
    public static int DataInputs(Node node) => LevelRules.DataInputs(node);

    /// <summary>The values whose ranges decide, group by group: a range for each has to be found.</summary>
    public IEnumerable<Value> Wanted(IReadOnlyDictionary<Value, ValueRange> known)
    {
        foreach (List<Value> members in Groups())
        {
            if (members.Any(m => FixedLevels(m) is not null))
            {
                continue;
            }

            Value[] sources = [.. members.Where(IsSource)];
            if (sources.All(known.ContainsKey) || members.Any(known.ContainsKey))
            {
                continue;
            }

            foreach (Value source in sources)
            {
                yield return source;
            }
        }
    }

    /// <summary>How each value that is made of levels stands for reals.</summary>
    /// <param name="ranges">Of all that is <see cref="Wanted"/>, and those that were known.</param>
    /// <exception cref="GraphException">A range is missing.</exception>
    public Dictionary<Value, Quantization> Levels(IReadOnlyDictionary<Value, ValueRange> ranges)
    {
        var levels = new Dictionary<Value, Quantization>();
        foreach (List<Value> members in Groups())
        {
            Quantization quantization = members.Select(FixedLevels).FirstOrDefault(f => f is not null) ?? RangeOf(members, ranges).ToInt8();
            foreach (Value member in members)
            {
                levels[member] = quantization;
            }
        }

        return levels;
    }

    private ValueRange RangeOf(List<Value> members, IReadOnlyDictionary<Value, ValueRange> ranges)
    {
        Value[] sources = [.. members.Where(IsSource)];
        Value[] used = sources.All(ranges.ContainsKey) ? sources : [.. members.Where(ranges.ContainsKey)];
        return used.Length > 0
            ? used.Select(v => ranges[v]).Aggregate((a, b) => a.With(b))
            : throw new GraphException($"no range is known of '{members[0].Name}'");
    }

    /// <summary>Whether a value has numbers of its own: what only moves others' numbers about does not.</summary>
    private bool IsSource(Value value) =>
        !producers.TryGetValue(value, out Node? node) || !whole.Contains(node) || !LevelRules.KeepsLevels(node.Operator);

    /// <summary>Levels that a value has whatever is seen: of its operator, or those that it was made of.</summary>
    private Quantization? FixedLevels(Value value) => !producers.TryGetValue(value, out Node? node) ? null
        : node.Operator is Dequantize { From: { Type: ElementType.Int8, IsPerChannel: false } from } ? from
        : whole.Contains(node) ? LevelRules.FixedLevels(node.Operator)
        : null;

    private List<List<Value>> Groups()
    {
        var members = new Dictionary<Value, List<Value>>();
        var order = new List<List<Value>>();
        foreach (Value value in network.Nodes.Where(whole.Contains).SelectMany(LevelValues).Distinct())
        {
            Value group = Find(value);
            if (!members.TryGetValue(group, out List<Value>? list))
            {
                members[group] = list = [];
                order.Add(list);
            }

            list.Add(value);
        }

        return order;
    }

    /// <summary>The values of a whole node that are levels of activations, as they are after its activation.</summary>
    private IEnumerable<Value> LevelValues(Node node) => absorbed.Contains(node)
        ? []
        : node.Inputs.Take(DataInputs(node)).Where(i => i.Constant is null).Concat((Activation(node) ?? node).Outputs);

    /// <summary>
    /// Convolutions and products always; what works between them where its inputs are levels anyway and somebody reads its levels, so that
    /// nothing is rounded for an island of floats.
    /// </summary>
    private void Choose()
    {
        whole.UnionWith(network.Nodes.Where(n => LevelRules.IsPossible(n)));
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (Node node in network.Nodes)
            {
                if (whole.Contains(node) && !LevelRules.IsHeavy(node.Operator) && !Pays(node))
                {
                    whole.Remove(node);
                    changed = true;
                }
            }
        }
    }

    private bool Pays(Node node)
    {
        bool givesLevels = node.Inputs.Take(DataInputs(node)).All(
            i => i.Constant is not null || !producers.TryGetValue(i, out Node? producer) || whole.Contains(producer)
                || producer.Operator is Dequantize);
        return givesLevels && node.Outputs.Any(
            o => outputs.Contains(o) || (consumers.TryGetValue(o, out List<Node>? readers) && readers.Any(whole.Contains)));
    }

    private void Absorb()
    {
        foreach (Node node in network.Nodes)
        {
            if (Limits(node.Operator) is not null && producers.TryGetValue(node.Inputs[0], out Node? producer) && whole.Contains(producer)
                && LevelRules.TakesActivation(producer.Operator) && consumers[node.Inputs[0]].Count == 1
                && !outputs.Contains(node.Inputs[0]))
            {
                activations[producer] = node;
                absorbed.Add(node);
                whole.Add(node);
            }
        }
    }

    private void Join()
    {
        foreach (Node node in network.Nodes.Where(n => whole.Contains(n) && !absorbed.Contains(n) && LevelRules.KeepsLevels(n.Operator)))
        {
            Value[] moved = [.. node.Inputs.Take(DataInputs(node)).Where(i => i.Constant is null)];
            bool isMixed = moved.Length > 1 && moved.Any(IsFixed);
            foreach (Value output in node.Outputs)
            {
                foreach (Value input in isMixed ? [] : moved)
                {
                    groups[Find(input)] = Find(output);
                }
            }
        }

        bool IsFixed(Value value) => FixedLevels(value) is not null;
    }

    private Value Find(Value value)
    {
        while (groups.TryGetValue(value, out Value? parent) && !ReferenceEquals(parent, value))
        {
            value = parent;
        }

        return value;
    }
}
