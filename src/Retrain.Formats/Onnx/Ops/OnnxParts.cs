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

    /// <summary>
    /// Reads an Expand, which broadcasts both ways: each axis gets the longer one of its own length and the one asked for.
    /// </summary>
    public static ImmutableArray<Value> ReadExpand(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        Value shape = node.Input(1);
        ImmutableArray<Dimension> asked = ShapeRules.Sizes(shape.Fact, "the shape");
        int rank = Math.Max(asked.Length, x.Fact.Rank);
        (int ownFrom, int askedFrom) = (rank - x.Fact.Rank, rank - asked.Length);
        long?[] lengths = [.. Enumerable.Range(0, rank).Select(Known)];
        if (lengths.All(l => l is not null))
        {
            return node.Result(new BroadcastTo(), x, node.List("shape", lengths.Select(l => l!.Value)));
        }

        bool isAsWritten = ownFrom == askedFrom && asked.Zip(x.Fact.Shape).All(
            p => p.Second.Length == 1 || (p.Second.IsSame(p.First) && p.First.Length != 1));
        if (isAsWritten)
        {
            return node.Result(new BroadcastTo(), x, shape);
        }

        return node.Result(new BroadcastTo(), x, node.Step("lengths", new Concat(0), [.. Enumerable.Range(0, rank).Select(Length)]));

        Dimension Own(int axis) => axis < ownFrom ? 1 : x.Fact.Shape[axis - ownFrom];

        Dimension Asked(int axis) => axis < askedFrom ? 1 : asked[axis - askedFrom];

        long? Known(int axis) => (Own(axis).Length, Asked(axis).Length) switch
        {
            (1, var wanted) => wanted,
            ({ } own, _) => own,
            (null, { } wanted and not 1) => wanted,
            _ => null,
        };

        Value Length(int axis)
        {
            if (lengths[axis] is { } known)
            {
                return node.List("length", known);
            }

            if (Own(axis).Length == 1)
            {
                return Pick(shape, axis - askedFrom);
            }

            Value own = Pick(node.Step("own", new ShapeOf(ElementType.Int64), x), axis - ownFrom);
            return Asked(axis).Length == 1 ? own : node.Step("longer", new Binary(BinaryKind.Maximum), own, Pick(shape, axis - askedFrom));
        }

        Value Pick(Value list, int place) => node.Step("length", new Gather(0), list, node.List("place", place));
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
