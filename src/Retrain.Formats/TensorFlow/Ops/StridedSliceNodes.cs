using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>NumPy's indexing with its five masks. It is written by <see cref="SliceNodes"/>.</summary>
internal static class StridedSliceNodes
{
    /// <summary>StridedSlice: a slice, then axes that go, then axes that come.</summary>
    public static ImmutableArray<Value> Read(NodeReader node)
    {
        int[] steps = Steps(node);
        ImmutableArray<Dimension> shape = node.Fact(0).Shape;
        int ellipsis = node.Int("ellipsis_mask", 0);
        int added = node.Int("new_axis_mask", 0);
        int shrunk = node.Int("shrink_axis_mask", 0);
        if ((ellipsis & (ellipsis - 1)) != 0)
        {
            throw new GraphException("more than one ellipsis");
        }

        int plain = Enumerable.Range(0, steps.Length).Count(i => !Has(ellipsis, i) && !Has(added, i));
        if (plain > shape.Length)
        {
            throw new GraphException($"{plain} indices for {shape.Length} axes");
        }

        var cuts = new SliceCuts();
        var gone = new List<int>();
        var coming = new List<int>();
        int axis = 0;
        int output = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            if (Has(ellipsis, i))
            {
                axis += shape.Length - plain;
                output += shape.Length - plain;
            }
            else if (Has(added, i))
            {
                coming.Add(output++);
            }
            else if (Has(shrunk, i))
            {
                int at = Bound(node, 1, i) ?? throw new UnsupportedOpException($"begin {i} must be constant");
                cuts.Add(axis, at, at == -1 ? int.MaxValue : at + 1, 1, shape[axis]);
                gone.Add(axis++);
            }
            else
            {
                (int start, int end) = Range(node, i, steps[i], shape[axis]);
                cuts.Add(axis++, start, end, steps[i], shape[axis - 1]);
                output++;
            }
        }

        return [Apply(node, cuts, gone, coming)];
    }

    private static Value Apply(NodeReader node, SliceCuts cuts, List<int> gone, List<int> coming)
    {
        Value value = node.Input(0);
        if (!cuts.IsEmpty)
        {
            value = Step("slice", cuts.ToOperator(), gone.Count + coming.Count == 0);
        }

        if (gone.Count > 0)
        {
            value = Step("squeeze", new Squeeze([.. gone]), coming.Count == 0);
        }

        return coming.Count > 0 ? Step("expand", new ExpandDims([.. coming]), true) : value;

        Value Step(string suffix, Operator op, bool isLast) => isLast ? node.Add(op, value) : node.AddInner(suffix, op, value);
    }

    private static int[] Steps(NodeReader node)
    {
        if (node.Fact(1).Rank != 1 || node.Fact(1).Shape[0].Length is not { } count || count > 31)
        {
            throw new UnsupportedOpException("the number of indices must be known");
        }

        if (node.Inputs.Count < 4)
        {
            return [.. Enumerable.Repeat(1, count)];
        }

        int[] steps = node.Indices(3);
        return steps.Length == count && !steps.Contains(0)
            ? steps
            : throw new GraphException($"{count} indices with strides [{string.Join(", ", steps)}]");
    }

    private static (int Start, int End) Range(NodeReader node, int i, int step, Dimension length)
    {
        int start = step > 0 ? 0 : int.MaxValue;
        int end = step > 0 ? int.MaxValue : int.MinValue;
        if (!Has(node.Int("begin_mask", 0), i))
        {
            start = Bound(node, 1, i) ?? throw new UnsupportedOpException($"begin {i} must be constant");
        }

        if (!Has(node.Int("end_mask", 0), i))
        {
            // An end that the graph computes is known where it is the axis's own length.
            end = Bound(node, 2, i) ?? (step > 0 && node.Fact(2).Content is { } content && content[i].IsSame(length)
                ? int.MaxValue
                : throw new UnsupportedOpException($"end {i} must be constant"));
        }

        return (start, end);
    }

    /// <summary>An element of an input, limited to 32 bits; <see langword="null"/>: it depends on what is fed.</summary>
    private static int? Bound(NodeReader node, int input, int i)
    {
        Fact fact = node.Fact(input);
        if (fact.Constant is { } tensor)
        {
            long[] bounds = tensor.ToInt64();
            return i < bounds.Length
                ? (int)Math.Clamp(bounds[i], int.MinValue, int.MaxValue)
                : throw new GraphException($"index {i} is missing");
        }

        return fact.Content is { } content && i < content.Length ? content[i].Length : null;
    }

    private static bool Has(int mask, int i) => (mask >> i & 1) != 0;
}
