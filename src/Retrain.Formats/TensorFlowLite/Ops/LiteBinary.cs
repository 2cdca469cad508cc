using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Functions of two elements.</summary>
internal static class LiteBinary
{
    private static readonly Dictionary<string, BinaryKind> Kinds = new(StringComparer.Ordinal)
    {
        ["FLOOR_DIV"] = BinaryKind.FloorDiv,
        ["FLOOR_MOD"] = BinaryKind.FloorMod,
        ["POW"] = BinaryKind.Pow,
        ["MAXIMUM"] = BinaryKind.Maximum,
        ["MINIMUM"] = BinaryKind.Minimum,
        ["SQUARED_DIFFERENCE"] = BinaryKind.SquaredDifference,
        ["LOGICAL_AND"] = BinaryKind.And,
        ["LOGICAL_OR"] = BinaryKind.Or,
        ["EQUAL"] = BinaryKind.Equal,
        ["NOT_EQUAL"] = BinaryKind.NotEqual,
        ["LESS"] = BinaryKind.Less,
        ["LESS_EQUAL"] = BinaryKind.LessOrEqual,
        ["GREATER"] = BinaryKind.Greater,
        ["GREATER_EQUAL"] = BinaryKind.GreaterOrEqual,
    };

    /// <summary>Those without options.</summary>
    public static ImmutableArray<Value> Read(LiteNodeReader node) => node.Result(new Binary(Kinds[node.Op]), node.Input(0), node.Input(1));

    /// <summary>ADD.</summary>
    public static ImmutableArray<Value> ReadAdd(LiteNodeReader node) => Read(node, BinaryKind.Add, node.OptionsOr(
        Schema.BuiltinOptions.AddOptions, o => o.BuiltinOptionsAsAddOptions(), o => o.FusedActivationFunction, default));

    /// <summary>SUB.</summary>
    public static ImmutableArray<Value> ReadSub(LiteNodeReader node) => Read(node, BinaryKind.Sub, node.OptionsOr(
        Schema.BuiltinOptions.SubOptions, o => o.BuiltinOptionsAsSubOptions(), o => o.FusedActivationFunction, default));

    /// <summary>MUL.</summary>
    public static ImmutableArray<Value> ReadMul(LiteNodeReader node) => Read(node, BinaryKind.Mul, node.OptionsOr(
        Schema.BuiltinOptions.MulOptions, o => o.BuiltinOptionsAsMulOptions(), o => o.FusedActivationFunction, default));

    /// <summary>DIV.</summary>
    public static ImmutableArray<Value> ReadDiv(LiteNodeReader node) => Read(node, BinaryKind.Div, node.OptionsOr(
        Schema.BuiltinOptions.DivOptions, o => o.BuiltinOptionsAsDivOptions(), o => o.FusedActivationFunction, default));

    /// <summary>ADD_N.</summary>
    public static ImmutableArray<Value> ReadAddN(LiteNodeReader node)
    {
        Value[] values = node.Reals();
        if (values.Length < 2)
        {
            return node.Rounded([.. values]);
        }

        Value sum = values[0];
        for (int i = 1; i < values.Length - 1; i++)
        {
            sum = node.Step($"sum_{i}", new Binary(BinaryKind.Add), sum, values[i]);
        }

        return node.Last(new Binary(BinaryKind.Add), sum, values[^1]);
    }

    private static ImmutableArray<Value> Read(LiteNodeReader node, BinaryKind kind, Schema.Activation activation) =>
        node.Result(activation, new Binary(kind), node.Input(0), node.Input(1));
}
