using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Networks;

/// <summary>The nodes of a graph by name, and who reads whom.</summary>
internal sealed class GraphView
{
    private readonly Dictionary<string, NodeDef> nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    /// <summary>Looks at a graph.</summary>
    public GraphView(GraphDef graph)
    {
        Nodes = graph.Node;
        foreach (NodeDef node in graph.Node)
        {
            nodes.TryAdd(node.Name, node);
            read.UnionWith(node.Input.Where(i => !i.StartsWith('^')).Select(i => TensorReference.Parse(i).Node));
        }
    }

    /// <summary>The nodes in the file's order.</summary>
    public IReadOnlyList<NodeDef> Nodes { get; }

    /// <summary>The node of that name; <see langword="null"/>: there is none.</summary>
    public NodeDef? Find(string name) => nodes.GetValueOrDefault(name);

    /// <summary>Whether another node reads one of its outputs.</summary>
    public bool IsRead(NodeDef node) => read.Contains(node.Name);
}
