using Retrain.Formats.Onnx.Schema;

namespace Retrain.Formats.Onnx;

/// <summary>Names of values that nodes read.</summary>
internal static class OnnxNames
{
    /// <summary>Names a node reads: its inputs, and what the graphs inside it read from around them.</summary>
    public static IEnumerable<string> ReadBy(NodeProto node) =>
        node.Attribute.All(a => a.G is null && a.Graphs.Count == 0)
            ? node.Input.Where(i => i.Length > 0)
            : node.Input.Where(i => i.Length > 0).Concat(node.Attribute
                .SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Prepend(a.G)).SelectMany(ReadFromOutside));

    private static HashSet<string> ReadFromOutside(GraphProto graph)
    {
        HashSet<string> read = [.. graph.Node.SelectMany(ReadBy), .. graph.Output.Select(o => o.Name)];
        read.ExceptWith(graph.Node.SelectMany(n => n.Output));
        read.ExceptWith(graph.Input.Select(i => i.Name));
        read.ExceptWith(graph.Initializer.Select(t => t.Name));
        read.ExceptWith(graph.SparseInitializer.Select(t => t.Values?.Name ?? ""));
        return read;
    }
}
