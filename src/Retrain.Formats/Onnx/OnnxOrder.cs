using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>Order of the nodes of a file: each after those it needs, as the format demands and not every writer does.</summary>
internal static class OnnxOrder
{
    /// <summary>Sorts nodes; those that are in order already keep their places.</summary>
    /// <exception cref="OnnxFormatException">Nodes need each other in a circle.</exception>
    public static IReadOnlyList<NodeProto> Sort(IReadOnlyList<NodeProto> nodes)
    {
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Output.Where(o => o.Length > 0))
            {
                producers.TryAdd(output, i);
            }
        }

        var readers = new List<int>[nodes.Count];
        int[] open = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in OnnxNames.ReadBy(nodes[i]))
            {
                if (producers.TryGetValue(input, out int producer))
                {
                    (readers[producer] ??= []).Add(i);
                    open[i]++;
                }
            }
        }

        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, nodes.Count).Where(i => open[i] == 0).Select(i => (i, i)));
        var sorted = new List<NodeProto>(nodes.Count);
        while (ready.TryDequeue(out int node, out _))
        {
            sorted.Add(nodes[node]);
            foreach (int reader in readers[node] ?? [])
            {
                if (--open[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        return sorted.Count == nodes.Count
            ? sorted
            : throw new OnnxFormatException(
                $"the node '{nodes[Array.FindIndex(open, o => o > 0)].Output.FirstOrDefault()}' needs its own result");
    }
}
