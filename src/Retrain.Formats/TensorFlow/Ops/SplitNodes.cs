using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Tensors cut along an axis.</summary>
internal static class SplitNodes
{
    /// <summary>No network needs more; a damaged file might ask for any number.</summary>
    private const int MostParts = 4096;

    /// <summary>Split: equal parts; the axis comes first.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        int axis = NodeReader.Axis(node.Index(0), node.Fact(1).Rank);
        int length = node.Length(1, axis);
        int parts = node.Int("num_split");
        return parts is > 0 and <= MostParts && length % parts == 0
            ? Cut(node, node.Input(1), axis, [.. Enumerable.Repeat(length / parts, parts)])
            : throw new GraphException($"{length} elements cannot be cut into {parts} equal parts");
    }

    /// <summary>SplitV: lengths are given, of which one may be -1.</summary>
    public static ImmutableArray<Value> ReadV(NodeReader node)
    {
        int axis = NodeReader.Axis(node.Index(2), node.Fact(0).Rank);
        int[] sizes = node.Indices(1);
        int open = Array.IndexOf(sizes, -1);
        if (open >= 0)
        {
            long rest = node.Length(0, axis) - sizes.Where(s => s >= 0).Sum(s => (long)s);
            sizes[open] = rest >= 0 ? (int)rest : throw new GraphException("the parts are longer than the whole");
        }

        return sizes.Length > 0 && sizes.All(s => s >= 0)
            ? Cut(node, node.Input(0), axis, [.. sizes])
            : throw new GraphException($"no tensor has parts of lengths [{string.Join(", ", sizes)}]");
    }

    /// <summary>Unpack: each slice by itself, without the axis.</summary>
    public static ImmutableArray<Value> ReadUnpack(NodeReader node)
    {
        int axis = NodeReader.Axis(node.Int("axis", 0), node.Fact(0).Rank);
        int length = node.Length(0, axis);
        if (node.Int("num", length) != length)
        {
            throw new GraphException($"{length} slices are there, not {node.Int("num")}");
        }

        if (length > MostParts)
        {
            throw new UnsupportedOpException($"{length} slices");
        }

        return [.. Enumerable.Range(0, length).Select(i =>
        {
            Value slice = node.AddInner($"slice_{i}", new Slice([axis], [i], [i + 1], [1]), node.Input(0));
            return node.Builder.Add(i == 0 ? node.Name : $"{node.Name}:{i}", new Squeeze([axis]), slice);
        })];
    }

    /// <summary>Split for equal parts, else SplitV.</summary>
    public static void Write(NodeWriter writer)
    {
        var split = (Split)writer.Node.Operator;
        string axis = writer.Constant("axis", Tensor.Scalar(split.Axis));
        if (split.Sizes.Distinct().Count() == 1)
        {
            writer.Emit("Split", [axis, writer.Input(0)], writer.T, ("num_split", Attr.Of(split.Sizes.Length)));
            return;
        }

        writer.Emit(
            "SplitV",
            [writer.Input(0), writer.Indices("size_splits", split.Sizes.AsSpan()), axis],
            writer.T,
            ("num_split", Attr.Of(split.Sizes.Length)),
            ("Tlen", Attr.Of(ElementType.Int32)));
    }

    private static ImmutableArray<Value> Cut(NodeReader node, Value value, int axis, ImmutableArray<int> sizes) =>
        sizes.Length == 1 ? [value] : node.AddMany(new Split(axis, sizes), value);
}
