using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Elements along axes brought together.</summary>
internal static class ReduceNodes
{
    private static readonly (string Op, ReduceKind Kind)[] Kinds =
    [
        ("Mean", ReduceKind.Mean),
        ("Sum", ReduceKind.Sum),
        ("Max", ReduceKind.Max),
        ("Min", ReduceKind.Min),
        ("Prod", ReduceKind.Product),
        ("All", ReduceKind.All),
        ("Any", ReduceKind.Any),
    ];

    /// <summary>The names.</summary>
    public static IEnumerable<string> Ops => Kinds.Select(k => k.Op);

    /// <summary>Reads any of them; no axes at all change nothing.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        int rank = node.Fact(0).Rank;
        ImmutableArray<int> axes = [.. node.Indices(1).Select(a => NodeReader.Axis(a, rank)).Distinct().Order()];
        return axes.IsEmpty
            ? [node.Input(0)]
            : [node.Add(new Reduce(Kinds.First(k => k.Op == node.Op).Kind, axes, node.Bool("keep_dims", false)), node.Input(0))];
    }

    /// <summary>Writes any of them.</summary>
    public static void Write(NodeWriter writer)
    {
        var reduce = (Reduce)writer.Node.Operator;
        List<(string, AttrValue)> attributes = [("Tidx", Attr.Of(ElementType.Int32)), ("keep_dims", Attr.Of(reduce.KeepDims))];
        if (reduce.Kind is not (ReduceKind.All or ReduceKind.Any))
        {
            attributes.Insert(0, writer.T);
        }

        string axes = writer.Indices("reduction_indices", reduce.Axes.AsSpan());
        writer.Emit(Kinds.First(k => k.Kind == reduce.Kind).Op, [writer.Input(0), axes], [.. attributes]);
    }
}
