using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>What every container asks of its graph.</summary>
internal static class Graphs
{
    /// <summary>Throws where a graph cannot be one: no nodes, or nodes without name or operation, or two of one name.</summary>
    /// <exception cref="TensorFlowFormatException">As said.</exception>
    public static void Check(GraphDef? graph)
    {
        if (graph is null || graph.Node.Count == 0)
        {
            throw new TensorFlowFormatException("the graph is empty: it has no nodes");
        }

        var names = new HashSet<string>(graph.Node.Count, StringComparer.Ordinal);
        foreach (NodeDef node in graph.Node)
        {
            if (node.Name.Length == 0 || node.Op.Length == 0)
            {
                throw new TensorFlowFormatException(node.Name.Length == 0
                    ? "the graph has a node without a name"
                    : $"node '{node.Name}' has no operation");
            }

            if (!names.Add(node.Name))
            {
                throw new TensorFlowFormatException($"the graph has two nodes '{node.Name}'");
            }
        }
    }
}
