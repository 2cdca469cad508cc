using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph;

/// <summary>
/// Builds a network node by node. What does not depend on an input is computed at once; shapes are inferred as nodes are added; what no
/// output needs is dropped at the end.
/// </summary>
internal sealed class NetworkBuilder
{
    /// <summary>
    /// A computed constant may have no more elements: a graph that asks for more (a Fill, a Tile) keeps the node instead.
    /// </summary>
    private const long LargestFoldedTensor = 1 << 23;

    /// <summary>
    /// Beside so many elements of constants only small ones are computed: a few bytes of a graph can ask for large ones any number of
    /// times.
    /// </summary>
    private const long MostConstantElements = 1 << 27;

    /// <summary>Shapes, axes and the like.</summary>
    private const double SmallTensor = 256;

    /// <summary>A window or a matrix that is computed at once may take so many products; the kernels here are the plain ones.</summary>
    private const double MostFoldedProducts = 1 << 28;

    private readonly List<Value> inputs = [];
    private readonly List<Node> nodes = [];
    private readonly Dictionary<Value, Node> producers = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> suffixes = new(StringComparer.Ordinal);
    private long constantElements;

    /// <summary>The node that computes a value; <see langword="null"/> for inputs and constants.</summary>
    public Node? Producer(Value value) => producers.GetValueOrDefault(value);

    /// <summary>Adds an input.</summary>
    public Value Input(string name, ElementType type, params ReadOnlySpan<Dimension> shape)
    {
        var value = new Value(Unique(name), new Fact(type, [.. shape]));
        inputs.Add(value);
        return value;
    }

    /// <summary>Takes over an input of another network.</summary>
    public Value Input(Value input)
    {
        names.Add(input.Name);
        inputs.Add(input);
        return input;
    }

    /// <summary>Adds a constant.</summary>
    public Value Constant(string name, Tensor tensor)
    {
        constantElements += tensor.Length;
        return new(Unique(name), Fact.Of(tensor));
    }

    /// <summary>Adds a node with one output.</summary>
    public Value Add(string name, Operator @operator, params ReadOnlySpan<Value> inputs) => AddMany(name, @operator, inputs)[0];

    /// <summary>Adds a node.</summary>
    /// <param name="name">Name of the first output; made unique.</param>
    /// <param name="operator">What it does.</param>
    /// <param name="inputs">With what.</param>
    /// <exception cref="GraphException">The inputs do not fit; the message names the node.</exception>
    public ImmutableArray<Value> AddMany(string name, Operator @operator, params ReadOnlySpan<Value> inputs)
    {
        ImmutableArray<Value> given = [.. inputs];
        try
        {
            ImmutableArray<Fact> facts = @operator.Infer([.. given.Select(i => i.Fact)]);
            if (@operator.IsComputedBeforehand && given.All(i => i.Constant is not null) && facts.All(IsSmall)
                && IsQuick(@operator, given, facts))
            {
                facts = [.. @operator.Evaluate([.. given.Select(i => i.Constant!)]).Select(Fact.Of)];
                constantElements += facts.Sum(f => (long)f.Constant!.Length);
            }

            return Add(name, @operator, given, facts);
        }
        catch (GraphException e)
        {
            throw new GraphException($"node '{name}' ({@operator.Name}): {e.Message}", e);
        }
    }

    /// <summary>
    /// A value with its axes in another order. What is stored or comes as whole numbers is turned before it becomes real, and what becomes
    /// whole numbers on the way before that, so that each operator has its <see cref="Dequantize"/> right before it: there a runtime
    /// looks for it.
    /// </summary>
    public Value Turn(string name, Value value, Permutation order)
    {
        if (Producer(value) is not { Operator: Dequantize { From: var from }, Inputs: [var levels] })
        {
            return Add(name, new Transpose(order), value);
        }

        Value turned = Producer(levels) is { Operator: Quantize { From: null, To: var to }, Inputs: [var real] }
            ? Add(name + "/levels", new Quantize(Dequantize.Stored(to, order)), Add(name + "/real", new Transpose(order), real))
            : Add(name + "/levels", new Transpose(order), levels);
        return Add(name, new Dequantize(Dequantize.Stored(from, order)), turned);
    }

    /// <summary>The network.</summary>
    /// <param name="outputs">Name and value of each output.</param>
    public Network Build(params IEnumerable<NetworkOutput> outputs)
    {
        ImmutableArray<NetworkOutput> wanted = [.. outputs];
        var needed = new HashSet<Value>(wanted.Select(o => o.Value));
        var kept = new List<Node>();
        foreach (Node node in Enumerable.Reverse(nodes))
        {
            if (node.Outputs.Any(needed.Contains))
            {
                needed.UnionWith(node.Inputs);
                kept.Add(node);
            }
        }

        kept.Reverse();
        var network = new Network([.. inputs], wanted, [.. kept]);
        network.Check();
        return network;
    }

    /// <summary>A list whose elements are all known is a constant, whatever it was computed from.</summary>
    private static Fact Settle(Fact fact)
    {
        if (fact.Constant is not null || fact.Content is not { } content || fact.KnownShape is not { } shape
            || content.Any(d => d.Length is null))
        {
            return fact;
        }

        int[] numbers = [.. content.Select(d => d.Length!.Value)];
        return fact.Type switch
        {
            ElementType.Int32 => Fact.Of(Tensor.Of(numbers, shape)),
            ElementType.Int64 => Fact.Of(Tensor.Of(Array.ConvertAll(numbers, n => (long)n), shape)),
            ElementType.Bool => Fact.Of(Tensor.Of(Array.ConvertAll(numbers, n => n != 0), shape)),
            _ => fact,
        };
    }

    private bool IsQuick(Operator @operator, ImmutableArray<Value> given, ImmutableArray<Fact> facts) =>
        (constantElements <= MostConstantElements || facts.All(f => Length(f) <= SmallTensor))
        && (@operator is not (IImageOperator or MatMul)
            || Length(facts[0]) * given.Max(i => (double)i.Constant!.Length) <= MostFoldedProducts);

    private static double Length(Fact fact) => (fact.KnownShape ?? []).Aggregate(1.0, (a, b) => a * b);

    private static bool IsSmall(Fact fact) =>
        fact.KnownShape is not { } shape || shape.Aggregate(1L, (a, b) => a * b) <= LargestFoldedTensor;

    private ImmutableArray<Value> Add(string name, Operator @operator, ImmutableArray<Value> given, ImmutableArray<Fact> facts)
    {
        string first = Unique(name);
        ImmutableArray<Value> outputs = [.. facts.Select((fact, i) => new Value(i == 0 ? first : Unique($"{first}:{i}"), Settle(fact)))];
        if (outputs.Any(o => o.Constant is null))
        {
            var node = new Node(@operator, given, outputs);
            nodes.Add(node);
            foreach (Value output in outputs)
            {
                producers[output] = node;
            }
        }

        return outputs;
    }

    /// <summary>The name itself the first time, then with _1, _2 and so on behind it.</summary>
    private string Unique(string name)
    {
        string unique = name;
        while (!names.Add(unique))
        {
            int next = suffixes.GetValueOrDefault(name) + 1;
            suffixes[name] = next;
            unique = $"{name}_{next}";
        }

        return unique;
    }
}
