using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>Makes nodes of TensorFlow graphs.</summary>
internal static class NodeDefs
{
    /// <summary>A node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="op">Its operator.</param>
    /// <param name="inputs">Tensors that it reads, and control edges.</param>
    /// <param name="attributes">Names and values.</param>
    public static NodeDef Make(
        string name, string op, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, AttrValue Value)> attributes)
    {
        var node = new NodeDef { Name = name, Op = op };
        node.Input.AddRange(inputs);
        foreach ((string attribute, AttrValue value) in attributes)
        {
            node.Attr[attribute] = value;
        }

        return node;
    }
}
