using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Ops;

/// <summary>Elements along axes brought together.</summary>
internal static class LiteReductions
{
    private static readonly Dictionary<string, ReduceKind> Kinds = new(StringComparer.Ordinal)
    {
        ["MEAN"] = ReduceKind.Mean,
        ["SUM"] = ReduceKind.Sum,
        ["REDUCE_MAX"] = ReduceKind.Max,
        ["REDUCE_MIN"] = ReduceKind.Min,
        ["REDUCE_PROD"] = ReduceKind.Product,
        ["REDUCE_ANY"] = ReduceKind.Any,
        ["REDUCE_ALL"] = ReduceKind.All,
    };

    /// <summary>Any of them; the axes are the second input.</summary>
    public static ImmutableArray<Value> Read(LiteNodeReader node)
    {
        bool keep = node.OptionsOr(Schema.BuiltinOptions.ReducerOptions, o => o.BuiltinOptionsAsReducerOptions(), o => o.KeepDims, false);
        int rank = node.Input(0).Rank;
        ImmutableArray<int> axes = [.. node.Indices(1).Select(a => LiteNodeReader.Axis(a, rank)).Distinct().Order()];
        return node.Result(new Reduce(Kinds[node.Op], axes, keep), node.Input(0));
    }

    /// <summary>ARG_MAX.</summary>
    public static ImmutableArray<Value> ReadArgMax(LiteNodeReader node) => Place(node, node.Real(0));

    /// <summary>ARG_MIN.</summary>
    public static ImmutableArray<Value> ReadArgMin(LiteNodeReader node) =>
        Place(node, node.Step("neg", new Unary(UnaryKind.Neg), node.Real(0)));

    private static ImmutableArray<Value> Place(LiteNodeReader node, Value x)
    {
        ElementType type = node.Outputs[0].ElementType ?? ElementType.Int32;
        return node.Indices(1) is [int axis]
            ? [node.Builder.Add(node.Name, new ArgMax(LiteNodeReader.Axis(axis, x.Fact.Rank), type), x)]
            : throw new GraphException("the axis must be one number");
    }
}
