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

        StridedCut cut = StridedCut.Of(slice, slice.Axes.Max() + 1);
        writer.Emit(
            "StridedSlice",
            [writer.Input(0), writer.Indices("begin", cut.Begins), writer.Indices("end", cut.Ends), writer.Indices("strides", cut.Steps)],
            writer.T,
            ("Index", Attr.Of(ElementType.Int32)),
            ("begin_mask", Attr.Of(cut.BeginMask)),
            ("end_mask", Attr.Of(cut.EndMask)),
            ("ellipsis_mask", Attr.Of(0)),
            ("new_axis_mask", Attr.Of(0)),
            ("shrink_axis_mask", Attr.Of(0)));
    }
}
