using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Onnx;

/// <summary>The graph of a file that is being written: names and weights.</summary>
/// <param name="nodes">What is written.</param>
/// <param name="opset">Version of the standard operators that is written.</param>
internal sealed class OnnxGraphWriter(IEnumerable<Node> nodes, int opset)
{
    /// <summary>Protobuf cannot hold more than 2 GB; a little is left for the nodes.</summary>
    private const long LargestFile = int.MaxValue - (32L << 20);

    private readonly Dictionary<Value, Node> producers = nodes.SelectMany(n => n.Outputs.Select(o => (o, n))).ToDictionary();
    private readonly Dictionary<Value, string> names = [];
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<(Value Value, string Form), string> forms = [];
    private long bytes;

    /// <summary>Version of the standard operators that is written.</summary>
    public int Opset => opset;

    /// <summary>The graph.</summary>
    public GraphProto Graph { get; } = new();

    /// <summary>The node that computes a value; <see langword="null"/> for inputs and constants.</summary>
    public Node? Producer(Value value) => producers.GetValueOrDefault(value);

    /// <summary>Gives a value its name before anything else can take it.</summary>
    public void Reserve(Value value, string name)
    {
        names[value] = name;
        taken.Add(name);
    }

    /// <summary>Whether a value has a name.</summary>
    public bool Has(Value value) => names.ContainsKey(value);

    /// <summary>Name of a value; a constant is stored when its name is asked for.</summary>
    public string Name(Value value)
    {
        if (!names.TryGetValue(value, out string? name))
        {
            name = value.Constant is { } constant ? Store(value.Name, constant) : Unique(value.Name);
            names[value] = name;
        }

        return name;
    }

    /// <summary>Name of a constant in another form, which is made and stored once.</summary>
    public string Form(Value value, string form, Func<Tensor, Tensor> make) =>
        Once(value, form, () => Store($"{value.Name}/{form}", make(value.Constant!)));

    /// <summary>Name of something made of a value, which is written once.</summary>
    public string Once(Value value, string form, Func<string> write)
    {
        if (!forms.TryGetValue((value, form), out string? name))
        {
            name = write();
            forms[(value, form)] = name;
        }

        return name;
    }

    /// <summary>Stores a tensor.</summary>
    /// <returns>Its name.</returns>
    public string Store(string name, Tensor tensor)
    {
        if (tensor.Type == ElementType.String)
        {
            throw new GraphException($"the constant '{name}' holds strings, which cannot be written to ONNX");
        }

        bytes += tensor.Bytes().Length;
        if (bytes > LargestFile)
        {
            throw new OnnxFormatException($"the network has more than {LargestFile >> 20} MB of weights; an ONNX file holds 2 GB at most");
        }

        string unique = Unique(name);
        Graph.Initializer.Add(OnnxElements.Write(unique, tensor));
        return unique;
    }

    /// <summary>A name that nothing else has.</summary>
    public string Unique(string name)
    {
        string unique = name;
        for (int i = 1; !taken.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }
}
