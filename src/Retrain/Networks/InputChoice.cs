using Retrain.Formats.TensorFlow.Importing;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Foundation;
using Retrain.Graph;

namespace Retrain.Networks;

/// <summary>Finds the image input of a graph without signatures.</summary>
internal static class InputChoice
{
    /// <summary>
    /// The tensor that photos (or a photo's bytes) are fed to; <see langword="null"/>: the graph decodes a constant, and photos take the
    /// place of its decoder.
    /// </summary>
    /// <exception cref="UsageException">No such node, or several that may be meant.</exception>
    public static TensorReference? Choose(GraphView graph, string name, NetworkWish wish)
    {
        NodeDef[] placeholders = [.. graph.Nodes.Where(n => n.Op is "Placeholder" or "PlaceholderV2")];
        if (wish.Input is { } wanted)
        {
            TensorReference tensor = TensorReference.Parse(wanted);
            return graph.Find(tensor.Node) is not null
                ? tensor
                : throw new UsageException($"'{name}' has no node '{wanted}' (--input_layer); its inputs are: {Describe(placeholders)}");
        }

        NodeDef[] images = [.. placeholders.Where(IsImage)];
        NodeDef[] files = [.. placeholders.Where(p => Placeholders.Declared(p).Type == ElementType.String)];
        return (images, files) switch
        {
            ([var only], _) => new TensorReference(only.Name, 0),
            ([], [var only]) => new TensorReference(only.Name, 0),
            ([], []) when graph.Nodes.Any(n => PictureDecoders.IsDecoder(n.Op)) => null,
            ([], []) => throw new RetrainException($"'{name}' takes no picture; its inputs are: {Describe(placeholders)}"),
            _ => throw new UsageException($"'{name}' has several inputs; choose one with --input_layer: {Describe([.. images, .. files])}"),
        };
    }

    private static bool IsImage(NodeDef node)
    {
        (ElementType? type, var shape) = Placeholders.Declared(node);
        return type is ElementType.Float32 or ElementType.UInt8 && shape is null or { Length: 4 };
    }

    private static string Describe(IEnumerable<NodeDef> nodes) => Choices.List(nodes.Select(n =>
    {
        (ElementType? type, var shape) = Placeholders.Declared(n);
        return $"{n.Name} ({type?.ToString() ?? "no tensor"} [{(shape is { } s ? string.Join(", ", s) : "...")}])";
    }));
}
