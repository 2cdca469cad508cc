using System.Globalization;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>Nodes of a graph or function by name, and how their inputs name them.</summary>
internal sealed class NodeTable
{
    private readonly Dictionary<string, NodeDef> nodes = new(StringComparer.Ordinal);

    /// <summary>Builds the table; of two nodes with one name it keeps the last.</summary>
    public NodeTable(IEnumerable<NodeDef> all)
    {
        foreach (NodeDef node in all)
        {
            nodes[node.Name] = node;
        }
    }

    /// <summary>The node that an input names: <c>a</c>, <c>a:1</c>, <c>^a</c>, in functions <c>a:output:1</c>.</summary>
    public static string NodeOf(string input)
    {
        int start = input.StartsWith('^') ? 1 : 0;
        int colon = input.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? input[start..] : input[start..Math.Max(colon, start)];
    }

    /// <summary>The node that an input or a tensor's name stands for.</summary>
    public NodeDef? Find(string input) => nodes.GetValueOrDefault(NodeOf(input));

    /// <summary>Follows an input up through Identity nodes.</summary>
    /// <returns>The node that makes the value, and which of its outputs that is.</returns>
    public (NodeDef? Node, int Output) SkipIdentities(string input)
    {
        NodeDef? node = Find(input);
        for (int steps = 0; steps < nodes.Count && node is { Op: "Identity", Input.Count: > 0 }; steps++)
        {
            input = node.Input[0];
            node = Find(input);
        }

        string[] parts = input.Split(':');
        return (node, parts.Length > 1 && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int output)
            ? output
            : 0);
    }

    /// <summary>A node and all on which it depends, control edges included.</summary>
    public IEnumerable<NodeDef> Reach(NodeDef root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { root.Name };
        var open = new Stack<NodeDef>([root]);
        while (open.TryPop(out NodeDef? node))
        {
            yield return node;
            foreach (NodeDef next in node.Input.Select(Find).OfType<NodeDef>().Where(n => seen.Add(n.Name)))
            {
                open.Push(next);
            }
        }
    }
}
