using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Parts of tensors.</summary>
internal static class SliceNodes
{
    /// <summary>Slice: begin and size for each axis; -1 is all that is left.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        ImmutableArray<Dimension> begins = node.Content(1);
        ImmutableArray<Dimension> sizes = node.Content(2);
        ImmutableArray<Dimension> shape = node.Fact(0).Shape;
        if (begins.Length != shape.Length || sizes.Length != shape.Length)
        {
            throw new GraphException($"{begins.Length} begins and {sizes.Length} sizes for {shape.Length} axes");
        }

        var cuts = new SliceCuts();
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (begins[axis].Length is not { } begin)
            {
                throw new UnsupportedOpException($"begin of axis {axis} must be constant");
            }

            if (sizes[axis].Length is { } size)
            {
                if (begin < 0 || size < -1)
                {
                    throw new GraphException($"begin {begin} and size {size} on axis {axis}");
                }

                cuts.Add(axis, begin, size == -1 ? int.MaxValue : (int)Math.Min((long)begin + size, int.MaxValue), 1, shape[axis]);
            }
            else if (begin != 0 || !sizes[axis].IsSame(shape[axis]))
            {
                throw new UnsupportedOpException($"size of axis {axis} must be constant");
            }
        }

        return [cuts.IsEmpty ? node.Input(0) : node.Add(cuts.ToOperator(), node.Input(0))];
    }

    /// <summary>StridedSlice, which all versions know, with every length that Slice can have.</summary>
    public static void Write(NodeWriter writer)
    {
        var slice = (Slice)writer.Node.Operator;
        if (slice.Axes.IsEmpty)
        {
            writer.Emit("Identity", [writer.Input(0)], writer.T);
            return;
        }

        int count = slice.Axes.Max() + 1;
        int[] begins = new int[count];
        int[] ends = new int[count];
        int[] steps = [.. Enumerable.Repeat(1, count)];
        int beginMask = 0;
        int endMask = 0;
        for (int axis = 0; axis < count; axis++)
        {
            int i = slice.Axes.IndexOf(axis);
            (int begin, int end, int step) = i < 0 ? (0, int.MaxValue, 1) : (slice.Starts[i], slice.Ends[i], slice.Steps[i]);
            bool isFromStart = i < 0 || (step > 0 ? begin == int.MinValue : begin == int.MaxValue);
            bool isToEnd = step > 0 ? end == int.MaxValue : end == int.MinValue;
            begins[axis] = isFromStart ? 0 : begin;
            ends[axis] = isToEnd ? 0 : end;
            steps[axis] = step;
            beginMask |= (isFromStart ? 1 : 0) << axis;
            endMask |= (isToEnd ? 1 : 0) << axis;
        }

        writer.Emit(
            "StridedSlice",
            [writer.Input(0), writer.Indices("begin", begins), writer.Indices("end", ends), writer.Indices("strides", steps)],
            writer.T,
            ("Index", Attr.Of(ElementType.Int32)),
            ("begin_mask", Attr.Of(beginMask)),
            ("end_mask", Attr.Of(endMask)),
            ("ellipsis_mask", Attr.Of(0)),
            ("new_axis_mask", Attr.Of(0)),
            ("shrink_axis_mask", Attr.Of(0)));
    }
}
