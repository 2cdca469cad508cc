using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Operators that take parts of tensors or put tensors together.</summary>
internal static class OnnxParts
{
    /// <summary>Reads a Concat.</summary>
    public static ImmutableArray<Value> ReadConcat(OnnxNodeReader node) =>
        node.Result(new Concat(OnnxNodeReader.Axis(node.Int("axis", 1), node.Input(0).Fact.Rank)),
            [.. Enumerable.Range(0, node.InputCount).Select(node.Input)]);

    /// <summary>Reads a Split, whose sizes are an attribute, an input, or equal.</summary>
    public static ImmutableArray<Value> ReadSplit(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int axis = OnnxNodeReader.Axis(node.Int("axis", 0), x.Fact.Rank);
        int[]? sizes = node.IntsOrInput("split", 1);
        if (sizes is null)
        {
            int length = x.Fact.Shape[axis].Length ?? throw new GraphException("an axis of open length cannot be split without sizes");
            int count = Math.Max(1, node.OutputCount);
            int size = (length + count - 1) / count;
            sizes = [.. Enumerable.Range(0, count).Select(i => Math.Clamp(length - (i * size), 0, size))];
        }

        return node.Result(new Split(axis, [.. sizes]), x);
    }

    /// <summary>Reads a Slice, whose numbers are attributes up to opset 9.</summary>
    public static ImmutableArray<Value> ReadSlice(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int[] starts = node.IntsOrInput("starts", 1) ?? [];
        int[] ends = node.IntsOrInput("ends", 2) ?? [];
        int[] axes = node.IntsOrInput("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        int[] steps = node.Has(4) ? node.IntsOrInput("steps", 4)! : [.. starts.Select(_ => 1)];
        return starts.Length == ends.Length && starts.Length == axes.Length && starts.Length == steps.Length
            ? node.Result(new Slice([.. axes.Select(a => OnnxNodeReader.Axis(a, x.Fact.Rank))], [.. starts], [.. ends], [.. steps]), x)
            : throw new GraphException($"{starts.Length} starts, {ends.Length} ends, {axes.Length} axes, {steps.Length} steps");
    }

    /// <summary>Reads a Gather.</summary>
    public static ImmutableArray<Value> ReadGather(OnnxNodeReader node) =>
        node.Result(new Gather(OnnxNodeReader.Axis(node.Int("axis", 0), node.Input(0).Fact.Rank)), node.Input(0), node.Input(1));

    /// <summary>Reads a Tile.</summary>
    public static ImmutableArray<Value> ReadTile(OnnxNodeReader node) => node.Result(new Tile(), node.Input(0), node.Input(1));

    /// <summary>Reads an Expand. Lengths of 1 in its shape leave an axis as it is.</summary>
    public static ImmutableArray<Value> ReadExpand(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        Value shape = node.Input(1);
        if (shape.Fact.Content is not { } content || x.Fact.Shape.All(d => d.Length == 1))
        {
            return node.Result(new BroadcastTo(), x, shape);
        }

        int rank = Math.Max(content.Length, x.Fact.Rank);
        int missing = rank - x.Fact.Rank;
        var lengths = new long?[rank];
        for (int i = 0; i < rank; i++)
        {
            Dimension own = i < missing ? 1 : x.Fact.Shape[i - missing];
            Dimension asked = i < rank - content.Length ? 1 : content[i - (rank - content.Length)];
            lengths[i] = asked.Length == 1 || own.IsSame(asked) ? own.Length : asked.Length;
        }

        return lengths.All(l => l is not null)
            ? node.Result(new BroadcastTo(), x, node.List("shape", lengths.Select(l => l!.Value)))
            : node.Result(new BroadcastTo(), x, content.Length == rank && content.All(d => d.Length != 1)
                ? shape
                : throw new GraphException("a shape that is partly open is not supported"));
    }

    /// <summary>Writes a Concat.</summary>
    public static void WriteConcat(OnnxNodeWriter node) =>
        node.Result("Concat", Enumerable.Range(0, node.InputCount).Select(node.Input),
            OnnxAttributes.Int("axis", ((Concat)node.Operator).Axis));

    /// <summary>Writes a Split.</summary>
    public static void WriteSplit(OnnxNodeWriter node)
    {
        var split = (Split)node.Operator;
        node.Add("Split", [node.Input(0), node.Ints("sizes", split.Sizes)], split.Sizes.Select((_, i) => node.Output(i)),
            OnnxAttributes.Int("axis", split.Axis));
    }

    /// <summary>Writes a Slice.</summary>
    public static void WriteSlice(OnnxNodeWriter node)
    {
        var slice = (Slice)node.Operator;
        string[] inputs = [node.Input(0), node.Ints("starts", slice.Starts), node.Ints("ends", slice.Ends), node.Ints("axes", slice.Axes)];
        node.Result("Slice", slice.Steps.All(s => s == 1) ? inputs : [.. inputs, node.Ints("steps", slice.Steps)]);
    }

    /// <summary>Writes a Reverse as slices that go backwards.</summary>
    public static void WriteReverse(OnnxNodeWriter node)
    {
        ImmutableArray<int> axes = ((Reverse)node.Operator).Axes;
        node.Result("Slice",
        [
            node.Input(0),
            node.Ints("starts", axes.Select(_ => -1L)),
            node.Ints("ends", axes.Select(_ => (long)int.MinValue)),
            node.Ints("axes", axes),
            node.Ints("steps", axes.Select(_ => -1L)),
        ]);
    }

    /// <summary>Writes a Gather.</summary>
    public static void WriteGather(OnnxNodeWriter node) =>
        node.Result("Gather", [node.Input(0), node.Input(1)], OnnxAttributes.Int("axis", ((Gather)node.Operator).Axis));

    /// <summary>Writes a Tile.</summary>
    public static void WriteTile(OnnxNodeWriter node) => node.Result("Tile", [node.Input(0), node.Int64Input(1)]);

    /// <summary>Writes a BroadcastTo.</summary>
    public static void WriteExpand(OnnxNodeWriter node) => node.Result("Expand", [node.Input(0), node.Int64Input(1)]);
}
