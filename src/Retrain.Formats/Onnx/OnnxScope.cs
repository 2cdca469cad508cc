using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Onnx;

/// <summary>
/// The names that a graph's nodes can read: its own and, for the graphs inside nodes, those of the graph around it. The body of a function
/// sees its own alone.
/// </summary>
internal sealed class OnnxScope(string prefix, long opset, OnnxScope? outer)
{
    private readonly Dictionary<string, Value> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> absent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SparseTensorProto> sparse = new(StringComparer.Ordinal);

    /// <summary>Stands before the names of what is read here, so that they tell where it is.</summary>
    public string Prefix => prefix;

    /// <summary>Version of the standard operators that the nodes mean.</summary>
    public long Opset => opset;

    /// <summary>Functions that are being unfolded around here, outermost first.</summary>
    public IReadOnlyList<FunctionProto> Functions { get; init; } = outer?.Functions ?? [];

    /// <summary>Makes the weights of a graph known.</summary>
    public void Add(GraphProto graph)
    {
        foreach (TensorProto tensor in graph.Initializer)
        {
            weights[tensor.Name] = tensor;
        }

        foreach (SparseTensorProto tensor in graph.SparseInitializer)
        {
            sparse[tensor.Values?.Name ?? ""] = tensor;
        }
    }

    /// <summary>Gives a value its name.</summary>
    /// <returns>Whether the name was free.</returns>
    public bool Define(string name, Value value) => values.TryAdd(name, value);

    /// <summary>Says that the caller of a function left an input away.</summary>
    public void DefineAbsent(string name) => absent.Add(name);

    /// <summary>Whether a name stands for an input that was left away.</summary>
    public bool IsAbsent(string name) =>
        name.Length == 0 || absent.Contains(name) || (!values.ContainsKey(name) && outer?.IsAbsent(name) == true);

    /// <summary>The value of a name; weights become constants when they are asked for.</summary>
    /// <param name="name">The name.</param>
    /// <param name="store">Makes the constant.</param>
    /// <returns><see langword="null"/>: nothing has that name.</returns>
    /// <exception cref="GraphException">The weights are damaged.</exception>
    public Value? Find(string name, Func<string, object, Value> store)
    {
        if (values.TryGetValue(name, out Value? value))
        {
            return value;
        }

        object? stored = weights.TryGetValue(name, out TensorProto? dense) ? dense
            : sparse.TryGetValue(name, out SparseTensorProto? proto) ? proto
            : null;
        if (stored is null)
        {
            return outer?.Find(name, store);
        }

        value = store(prefix + name, stored);
        values[name] = value;
        return value;
    }
}
