using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Functions of one element.</summary>
internal static class LiteUnary
{
    private static readonly Dictionary<string, UnaryKind> Kinds = new(StringComparer.Ordinal)
    {
        ["ABS"] = UnaryKind.Abs,
        ["NEG"] = UnaryKind.Neg,
        ["SQUARE"] = UnaryKind.Square,
        ["SIGN"] = UnaryKind.Sign,
        ["LOGICAL_NOT"] = UnaryKind.Not,
        ["RELU"] = UnaryKind.Relu,
        ["LOGISTIC"] = UnaryKind.Sigmoid,
        ["TANH"] = UnaryKind.Tanh,
        ["EXP"] = UnaryKind.Exp,
        ["LOG"] = UnaryKind.Log,
        ["SQRT"] = UnaryKind.Sqrt,
        ["RSQRT"] = UnaryKind.Rsqrt,
        ["FLOOR"] = UnaryKind.Floor,
        ["CEIL"] = UnaryKind.Ceiling,
        ["ROUND"] = UnaryKind.Round,
        ["SIN"] = UnaryKind.Sin,
        ["COS"] = UnaryKind.Cos,
    };

    /// <summary>Reads any of them.</summary>
    public static ImmutableArray<Value> Read(LiteNodeReader node) => node.Result(new Unary(Kinds[node.Op]), node.Input(0));
}
