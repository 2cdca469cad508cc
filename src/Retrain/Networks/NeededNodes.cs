using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Networks;

/// <summary>
/// The nodes of a TensorFlow graph that its runtime would run for an output: control edges count, and so does each function that is
/// called, once.
/// </summary>
internal static class NeededNodes
{
    private static readonly string[] FunctionAttributes = ["f", "then_branch", "else_branch", "cond", "body"];

    /// <summary>Finds them.</summary>
    /// <param name="graph">The graph with its functions.</param>
    /// <param name="outputs">What is wanted.</param>
    /// <param name="fed">What is fed; the nodes behind it are not needed.</param>
    public static IReadOnlyList<NodeDef> Of(GraphDef graph, IEnumerable<TensorReference> outputs, IEnumerable<TensorReference> fed)
    {
        var found = new List<NodeDef>();
        Dictionary<string, FunctionDef> functions = new(StringComparer.Ordinal);
        foreach (FunctionDef function in graph.Library?.Function ?? [])
        {
            functions[function.Signature?.Name ?? ""] = function;
        }

        var called = new Queue<FunctionDef>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Walk(graph.Node, outputs.Select(o => o.Node), [.. fed.Select(f => f.Node)]);
        while (called.TryDequeue(out FunctionDef? function))
        {
            Walk(function.NodeDef, function.Ret.Values.Select(NodeOf), []);
        }

        return found;

        void Walk(IEnumerable<NodeDef> all, IEnumerable<string> wanted, HashSet<string> cut)
        {
            Dictionary<string, NodeDef> nodes = new(StringComparer.Ordinal);
            foreach (NodeDef node in all)
            {
                nodes.TryAdd(node.Name, node);
            }

            var open = new Stack<string>(wanted);
            var done = new HashSet<string>(StringComparer.Ordinal);
            while (open.TryPop(out string? name))
            {
                if (!done.Add(name) || !nodes.TryGetValue(name, out NodeDef? node))
                {
                    continue;
                }

                found.Add(node);
                foreach (string function in FunctionAttributes.Select(a => node.Attr.GetValueOrDefault(a)?.Func?.Name).OfType<string>()
                    .Append(node.Op))
                {
                    if (functions.TryGetValue(function, out FunctionDef? body) && seen.Add(function))
                    {
                        called.Enqueue(body);
                    }
                }

                if (!cut.Contains(name))
                {
                    foreach (string input in node.Input)
                    {
                        open.Push(NodeOf(input));
                    }
                }
            }
        }
    }

    private static string NodeOf(string input)
    {
        string name = input.TrimStart('^');
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? name : name[..colon];
    }
}
