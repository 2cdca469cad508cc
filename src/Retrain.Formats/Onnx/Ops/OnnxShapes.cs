using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Operators that change the shape only.</summary>
internal static class OnnxShapes
{
    /// <summary>Reads a Reshape; a 0 keeps an axis.</summary>
    public static ImmutableArray<Value> ReadReshape(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        Value target = node.Input(1);
        if (target.Fact.Content is not { } content)
        {
            return node.Result(new Reshape(), x, target);
        }

        bool keepsZeros = node.Flag("allowzero", false);
        var lengths = new long?[content.Length];
        bool isAsWritten = target.Constant is null;
        for (int i = 0; i < lengths.Length; i++)
        {
            bool isCopied = content[i].Length == 0 && !keepsZeros;
            if (isCopied && i >= x.Fact.Rank)
            {
                throw new GraphException($"the shape [{string.Join(", ", content)}] keeps an axis that is not there");
            }

            lengths[i] = isCopied ? x.Fact.Shape[i].Length : content[i].Length;
            isAsWritten &= !isCopied;
        }

        // Open lengths that the file computes need no node of their own if one only is left over.
        return isAsWritten && lengths.Count(l => l is null or -1) > 1
            ? node.Result(new Reshape(), x, target)
            : node.Result(new Reshape(), x, node.Shape(lengths, [.. Enumerable.Range(0, lengths.Length)], x));
    }

    /// <summary>Reads a Flatten to two axes.</summary>
    public static ImmutableArray<Value> ReadFlatten(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int rank = x.Fact.Rank;
        long given = node.Int("axis", 1);
        int axis = given == rank ? rank : OnnxNodeReader.Axis(given, rank);
        long? first = Product(0, axis);
        long? rest = Product(axis, rank);
        Value shape = (first, rest) switch
        {
            (null, null) when axis == 1 => node.Shape([null, -1], [0, 0], x),
            (null, null) => throw new GraphException("several axes of open length"),
            _ => node.List("shape", first ?? -1, rest ?? -1),
        };
        return node.Result(new Reshape(), x, shape);

        long? Product(int from, int to)
        {
            long product = 1;
            for (int i = from; i < to; i++)
            {
                if (x.Fact.Shape[i].Length is not { } length)
                {
                    return null;
                }

                product = Math.Min(product * length, int.MaxValue);
            }

            return product;
        }
    }

    /// <summary>Reads a Transpose; without an order, the axes turn round.</summary>
    public static ImmutableArray<Value> ReadTranspose(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        return node.Result(new Transpose(new Permutation(node.Ints("perm") ?? [.. Enumerable.Range(0, x.Fact.Rank).Reverse()])), x);
    }

    /// <summary>Reads a Squeeze; without axes, all of length 1 go.</summary>
    public static ImmutableArray<Value> ReadSqueeze(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int[] axes = node.IntsOrInput("axes", 1) ?? [.. Enumerable.Range(0, x.Fact.Rank).Where(i => x.Fact.Shape[i].Length == 1)];
        return node.Result(new Squeeze(OnnxNodeReader.Axes(axes, x.Fact.Rank)), x);
    }

    /// <summary>Reads an Unsqueeze.</summary>
    public static ImmutableArray<Value> ReadUnsqueeze(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        int[] axes = node.IntsOrInput("axes", 1) ?? throw new GraphException("axes are missing");
        return node.Result(new ExpandDims(OnnxNodeReader.Axes(axes, x.Fact.Rank + axes.Length)), x);
    }

    /// <summary>Reads a Shape or a part of it.</summary>
    public static ImmutableArray<Value> ReadShape(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        return node.Attribute("start") is null && node.Attribute("end") is null
            ? node.Result(new ShapeOf(ElementType.Int64), x)
            : node.Result(new Slice([0], [node.Int32("start", 0)], [node.Int32("end", int.MaxValue)], [1]),
                node.Step("whole", new ShapeOf(ElementType.Int64), x));
    }

    /// <summary>
    /// Writes a Reshape. Lengths that are known from the shapes are stored, so that the nodes that compute them are not needed.
    /// </summary>
    public static void WriteReshape(OnnxNodeWriter node)
    {
        ImmutableArray<Dimension> lengths = node.ResultFact().Shape;
        if (lengths.Count(d => d.Length is null) > 1 && node.Fact(1).Content is { } content
            && content.Count(d => d.Length is null or -1) <= 1)
        {
            lengths = [.. content.Select(d => d.Length == -1 ? Dimension.Open : d)];
        }

        bool hasZero = lengths.Any(d => d.Length == 0);
        if (lengths.Count(d => d.Length is null) <= 1 && !(hasZero && lengths.Any(d => d.Length is null)))
        {
            string shape = node.Ints("shape", lengths.Select(d => (long)(d.Length ?? -1)));
            node.Result("Reshape", [node.Input(0), shape], hasZero ? [OnnxAttributes.Flag("allowzero", true)] : []);
        }
        else
        {
            node.Result("Reshape", [node.Input(0), node.Int64Input(1)]);
        }
    }

    /// <summary>Writes a Transpose.</summary>
    public static void WriteTranspose(OnnxNodeWriter node) =>
        node.Result("Transpose", [node.Input(0)], OnnxAttributes.Ints("perm", ((Transpose)node.Operator).Order.Axes));

    /// <summary>Writes a Squeeze; behind a global pooling a Flatten, which is the same there and which readers of every age know.</summary>
    public static void WriteSqueeze(OnnxNodeWriter node)
    {
        ImmutableArray<int> axes = ((Squeeze)node.Operator).Axes;
        if (node.Fact(0).Rank > 2 && axes.SequenceEqual(Enumerable.Range(2, node.Fact(0).Rank - 2)))
        {
            node.Result("Flatten", [node.Input(0)], OnnxAttributes.Int("axis", 1));
            return;
        }

        WriteAxes(node, "Squeeze", axes);
    }

    /// <summary>Writes an Unsqueeze.</summary>
    public static void WriteUnsqueeze(OnnxNodeWriter node) => WriteAxes(node, "Unsqueeze", ((ExpandDims)node.Operator).Axes);

    /// <summary>Writes a Shape, which gives int64.</summary>
    public static void WriteShape(OnnxNodeWriter node)
    {
        ElementType type = ((ShapeOf)node.Operator).Result;
        if (type == ElementType.Int64)
        {
            node.Result("Shape", [node.Input(0)]);
        }
        else
        {
            node.CastResult(node.Step("int64", "Shape", [node.Input(0)]), ElementType.Int64, type);
        }
    }

    private static void WriteAxes(OnnxNodeWriter node, string opType, ImmutableArray<int> axes)
    {
        if (axes.Length == 0)
        {
            node.Result("Identity", [node.Input(0)]);
        }
        else
        {
            node.Result(opType, [node.Input(0), node.Ints("axes", axes)]);
        }
    }
}
