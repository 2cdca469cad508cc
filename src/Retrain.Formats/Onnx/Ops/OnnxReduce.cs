using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Reduce... and ArgMax.</summary>
internal static class OnnxReduce
{
    private static readonly Dictionary<string, ReduceKind> Kinds = new(StringComparer.Ordinal)
    {
        ["ReduceMean"] = ReduceKind.Mean,
        ["ReduceSum"] = ReduceKind.Sum,
        ["ReduceMax"] = ReduceKind.Max,
        ["ReduceMin"] = ReduceKind.Min,
        ["ReduceProd"] = ReduceKind.Product,
    };

    /// <summary>Reads a reduction; its axes are an input in newer files.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        return Axes(node) is { } axes ? node.Result(new Reduce(Kinds[node.OpType], axes, node.Flag("keepdims", true)), x) : [x];
    }

    /// <summary>Reads a sum of squares or its root.</summary>
    public static ImmutableArray<Value> ReadSquares(OnnxNodeReader node)
    {
        if (Axes(node) is not { } axes)
        {
            throw new GraphException("noop_with_empty_axes is not supported");
        }

        var sum = new Reduce(ReduceKind.Sum, axes, node.Flag("keepdims", true));
        Value squares = node.Step("squares", new Unary(UnaryKind.Square), node.Input(0));
        return node.OpType == "ReduceL2"
            ? node.Result(new Unary(UnaryKind.Sqrt), node.Step("sum", sum, squares))
            : node.Result(sum, squares);
    }

    /// <summary>Reads an ArgMax or ArgMin.</summary>
    public static ImmutableArray<Value> ReadArgMax(OnnxNodeReader node)
    {
        node.Expect("select_last_index", 0, 0);
        Value x = node.Input(0);
        int axis = OnnxNodeReader.Axis(node.Int("axis", 0), x.Fact.Rank);
        x = node.OpType == "ArgMin" ? node.Step("negated", new Unary(UnaryKind.Neg), x) : x;
        var place = new ArgMax(axis, ElementType.Int64);
        return node.Flag("keepdims", true) ? node.Result(new ExpandDims([axis]), node.Step("place", place, x)) : node.Result(place, x);
    }

    /// <summary>Writes a reduction.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        var reduce = (Reduce)node.Operator;
        string x = node.Input(0);
        if (reduce.Axes.Length == 0)
        {
            node.Result("Identity", [x]);
            return;
        }

        switch (reduce.Kind)
        {
            case ReduceKind.Mean when reduce.KeepDims && node.Fact(0) is { Rank: 4, Type: ElementType.Float32 } && reduce.Axes is [2, 3]:
                node.Result("GlobalAveragePool", [x]);
                break;
            case ReduceKind.All or ReduceKind.Any:
                string numbers = node.Cast("numbers", x, ElementType.Bool, ElementType.Int32);
                string op = reduce.Kind == ReduceKind.All ? "ReduceMin" : "ReduceMax";
                string extreme = node.Opset < 18
                    ? node.Step("extreme", op, [numbers], Attributes(reduce))
                    : node.Step("extreme", op, [numbers, node.Ints("axes", reduce.Axes)], OnnxAttributes.Flag("keepdims", reduce.KeepDims));
                node.CastResult(extreme, ElementType.Int32, ElementType.Bool);
                break;
            case ReduceKind.Sum:
                node.Result("ReduceSum", [x, node.Ints("axes", reduce.Axes)], OnnxAttributes.Flag("keepdims", reduce.KeepDims));
                break;
            case var kind when node.Opset >= 18:
                node.Result(Kinds.First(p => p.Value == kind).Key, [x, node.Ints("axes", reduce.Axes)],
                    OnnxAttributes.Flag("keepdims", reduce.KeepDims));
                break;
            default:
                node.Result(Kinds.First(p => p.Value == reduce.Kind).Key, [x], Attributes(reduce));
                break;
        }
    }

    /// <summary>Writes an ArgMax, which always gives int64.</summary>
    public static void WriteArgMax(OnnxNodeWriter node)
    {
        var place = (ArgMax)node.Operator;
        Schema.AttributeProto[] attributes = [OnnxAttributes.Int("axis", place.Axis), OnnxAttributes.Flag("keepdims", false)];
        if (place.IndexType == ElementType.Int64)
        {
            node.Result("ArgMax", [node.Input(0)], attributes);
        }
        else
        {
            node.CastResult(node.Step("place", "ArgMax", [node.Input(0)], attributes), ElementType.Int64, place.IndexType);
        }
    }

    /// <summary>The axes; <see langword="null"/>: nothing is reduced.</summary>
    private static ImmutableArray<int>? Axes(OnnxNodeReader node)
    {
        int rank = node.Input(0).Fact.Rank;
        int[] axes = node.IntsOrInput("axes", 1) ?? [];
        return axes.Length > 0 ? OnnxNodeReader.Axes(axes, rank)
            : node.Flag("noop_with_empty_axes", false) ? null : [.. Enumerable.Range(0, rank)];
    }

    private static Schema.AttributeProto[] Attributes(Reduce reduce) =>
        [OnnxAttributes.Ints("axes", reduce.Axes), OnnxAttributes.Flag("keepdims", reduce.KeepDims)];
}
