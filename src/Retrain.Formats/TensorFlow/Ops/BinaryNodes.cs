using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Functions of two elements.</summary>
internal static class BinaryNodes
{
    /// <summary>Names; of several names for one function the first is written.</summary>
    private static readonly (string Op, BinaryKind Kind)[] Kinds =
    [
        ("Add", BinaryKind.Add),
        ("AddV2", BinaryKind.Add),
        ("Sub", BinaryKind.Sub),
        ("Mul", BinaryKind.Mul),
        ("RealDiv", BinaryKind.Div),
        ("TruncateDiv", BinaryKind.Div),
        ("Div", BinaryKind.Div),
        ("FloorDiv", BinaryKind.FloorDiv),
        ("FloorMod", BinaryKind.FloorMod),
        ("Pow", BinaryKind.Pow),
        ("Minimum", BinaryKind.Minimum),
        ("Maximum", BinaryKind.Maximum),
        ("SquaredDifference", BinaryKind.SquaredDifference),
        ("LogicalAnd", BinaryKind.And),
        ("LogicalOr", BinaryKind.Or),
        ("Equal", BinaryKind.Equal),
        ("NotEqual", BinaryKind.NotEqual),
        ("Less", BinaryKind.Less),
        ("LessEqual", BinaryKind.LessOrEqual),
        ("Greater", BinaryKind.Greater),
        ("GreaterEqual", BinaryKind.GreaterOrEqual),
    ];

    /// <summary>The names.</summary>
    public static IEnumerable<string> Ops => Kinds.Select(k => k.Op);

    /// <summary>Reads any of them.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) =>
        [node.Add(new Binary(Kinds.First(k => k.Op == node.Op).Kind), node.Input(0), node.Input(1))];

    /// <summary>DivNoNan: 0 where b is 0.</summary>
    public static ImmutableArray<Value> ReadDivNoNan(NodeReader node)
    {
        Value zero = node.AddInner("zero", new Cast(node.Fact(0).Type), node.Constant("zero", Tensor.Scalar(0f)));
        Value isZero = node.AddInner("Equal", new Binary(BinaryKind.Equal), node.Input(1), zero);
        Value quotient = node.AddInner("Div", new Binary(BinaryKind.Div), node.Input(0), node.Input(1));
        return [node.Add(new Select(), isZero, zero, quotient)];
    }

    /// <summary>A sum of any number of tensors.</summary>
    public static ImmutableArray<Value> ReadAddN(NodeReader node)
    {
        Value sum = node.Input(0);
        for (int i = 1; i < node.Inputs.Count; i++)
        {
            var add = new Binary(BinaryKind.Add);
            sum = i == node.Inputs.Count - 1 ? node.Add(add, sum, node.Input(i)) : node.AddInner($"add_{i}", add, sum, node.Input(i));
        }

        return [sum];
    }

    /// <summary>Half the sum of the squares.</summary>
    public static ImmutableArray<Value> ReadL2Loss(NodeReader node)
    {
        Value square = node.AddInner("Square", new Unary(UnaryKind.Square), node.Input(0));
        Value sum = node.AddInner("Sum", new Reduce(ReduceKind.Sum, [.. Enumerable.Range(0, node.Fact(0).Rank)], false), square);
        return [node.Add(new Binary(BinaryKind.Mul), sum, node.Constant("half", Tensor.Scalar(0.5f)))];
    }

    /// <summary>Writes any of them.</summary>
    public static void Write(NodeWriter writer)
    {
        BinaryKind kind = ((Binary)writer.Node.Operator).Kind;
        bool isWhole = writer.Fact(0).Type is not (ElementType.Float32 or ElementType.Float64);
        string op = kind == BinaryKind.Div && isWhole ? "TruncateDiv" : Kinds.First(k => k.Kind == kind).Op;
        if (kind is BinaryKind.And or BinaryKind.Or)
        {
            writer.Emit(op, writer.Inputs());
            return;
        }

        writer.Emit(op, writer.Inputs(), writer.T);
    }
}
