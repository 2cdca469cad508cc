using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>One of our nodes while it is turned into TensorFlow's.</summary>
/// <param name="graph">The graph that is being written.</param>
/// <param name="node">The node.</param>
/// <param name="name">Name of the node in that graph.</param>
internal sealed class NodeWriter(GraphDefWriter graph, Node node, string name)
{
    /// <summary>The node.</summary>
    public Node Node { get; } = node;

    /// <summary>Name of the TensorFlow node that has its outputs.</summary>
    public string Name { get; } = name;

    /// <summary>Whether <see cref="Emit"/> has been called.</summary>
    public bool IsEmitted { get; private set; }

    /// <summary>What is known of an input.</summary>
    public Fact Fact(int i) => Node.Inputs[i].Fact;

    /// <summary>Type of the first input as an attribute, which most ops call T.</summary>
    public (string Name, AttrValue Value) T => ("T", Attr.Of(Fact(0).Type));

    /// <summary>Reference to an input's tensor.</summary>
    public string Input(int i) => graph.Reference(Node.Inputs[i]);

    /// <summary>References to all inputs.</summary>
    public string[] Inputs() => [.. Node.Inputs.Select(graph.Reference)];

    /// <summary>Reference to an input of whole numbers as int32, which every version and every other reader of these files takes.</summary>
    public string Indices(int i, string suffix)
    {
        Value value = Node.Inputs[i];
        return value switch
        {
            { Constant: { } tensor } => Constant(suffix, Tensor.Of(tensor.ToInt32(), [.. tensor.Shape])),
            { Fact.Type: ElementType.Int32 } => graph.Reference(value),
            _ => EmitInner(
                suffix, "Cast", [graph.Reference(value)], ("SrcT", Attr.Of(value.Fact.Type)), ("DstT", Attr.Of(ElementType.Int32))),
        };
    }

    /// <summary>Adds a constant that belongs to the node.</summary>
    /// <returns>A reference to it.</returns>
    public string Constant(string suffix, Tensor tensor) => graph.Constant($"{Name}/{suffix}", tensor);

    /// <summary>Adds whole numbers that belong to the node.</summary>
    /// <returns>A reference to them.</returns>
    public string Indices(string suffix, params ReadOnlySpan<int> numbers) =>
        Constant(suffix, Tensor.Of(numbers.ToArray(), numbers.Length));

    /// <summary>Adds the node that has the outputs, under the node's name.</summary>
    public void Emit(string op, IEnumerable<string> inputs, params (string Name, AttrValue Value)[] attributes)
    {
        IsEmitted = true;
        graph.Add(Name, op, inputs, attributes);
    }

    /// <summary>Adds a node before that one.</summary>
    /// <returns>A reference to its first output.</returns>
    public string EmitInner(string suffix, string op, IEnumerable<string> inputs, params (string Name, AttrValue Value)[] attributes) =>
        graph.AddInner($"{Name}/{suffix}", op, inputs, attributes);
}
