using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>Removes what a graph does not need for the values that are wanted of it.</summary>
internal static class OnnxPruning
{
    /// <summary>
    /// Drops the nodes, weights and quantisation notes that none of <paramref name="wanted"/> depends on. Inputs that a caller feeds stay,
    /// used or not; weights leave the list of inputs. Graph outputs and shape notes of inner values are left to the caller.
    /// </summary>
    /// <param name="graph">Changed in place; its nodes keep their order.</param>
    /// <param name="wanted">Names of values.</param>
    public static void Keep(GraphProto graph, params IEnumerable<string> wanted)
    {
        var producers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
        {
            foreach (string output in node.Output.Where(o => o.Length > 0))
            {
                producers[output] = node;
            }
        }

        var needed = new HashSet<string>(StringComparer.Ordinal);
        var nodes = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(wanted);
        while (open.TryPop(out string? value))
        {
            if (needed.Add(value) && producers.TryGetValue(value, out NodeProto? node) && nodes.Add(node))
            {
                foreach (string name in OnnxNames.ReadBy(node))
                {
                    open.Push(name);
                }
            }
        }

        HashSet<string> weights = [.. graph.Initializer.Select(t => t.Name), .. graph.SparseInitializer.Select(t => t.Values?.Name ?? "")];
        Filter(graph.Node, nodes.Contains);
        Filter(graph.Initializer, t => needed.Contains(t.Name));
        Filter(graph.SparseInitializer, t => needed.Contains(t.Values?.Name ?? ""));
        Filter(graph.QuantizationAnnotation, q => needed.Contains(q.TensorName));
        Filter(graph.Input, i => !weights.Contains(i.Name));
    }

    private static void Filter<T>(Google.Protobuf.Collections.RepeatedField<T> list, Predicate<T> keep)
    {
        T[] kept = [.. list.Where(item => keep(item))];
        list.Clear();
        list.AddRange(kept);
    }
}
