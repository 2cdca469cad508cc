using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Functions of one element, and those that have a number with them.</summary>
internal static class UnaryNodes
{
    /// <summary>Names; of two names for one function the first is written.</summary>
    private static readonly (string Op, UnaryKind Kind)[] Kinds =
    [
        ("Abs", UnaryKind.Abs),
        ("Neg", UnaryKind.Neg),
        ("Square", UnaryKind.Square),
        ("Sign", UnaryKind.Sign),
        ("LogicalNot", UnaryKind.Not),
        ("Relu", UnaryKind.Relu),
        ("Selu", UnaryKind.Selu),
        ("Softplus", UnaryKind.Softplus),
        ("Sigmoid", UnaryKind.Sigmoid),
        ("Tanh", UnaryKind.Tanh),
        ("Erf", UnaryKind.Erf),
        ("Exp", UnaryKind.Exp),
        ("Log", UnaryKind.Log),
        ("Log1p", UnaryKind.Log1p),
        ("Sqrt", UnaryKind.Sqrt),
        ("Rsqrt", UnaryKind.Rsqrt),
        ("Reciprocal", UnaryKind.Reciprocal),
        ("Inv", UnaryKind.Reciprocal),
        ("Floor", UnaryKind.Floor),
        ("Ceil", UnaryKind.Ceiling),
        ("Round", UnaryKind.Round),
        ("Rint", UnaryKind.Round),
        ("Sin", UnaryKind.Sin),
        ("Cos", UnaryKind.Cos),
    ];

    /// <summary>The names.</summary>
    public static IEnumerable<string> Ops => Kinds.Select(k => k.Op);

    /// <summary>Reads any of them.</summary>
    public static ImmutableArray<Value> Read(NodeReader node) =>
        [node.Add(new Unary(Kinds.First(k => k.Op == node.Op).Kind), node.Input(0))];

    /// <summary>Writes any of them.</summary>
    public static void Write(NodeWriter writer)
    {
        UnaryKind kind = ((Unary)writer.Node.Operator).Kind;
        string op = Kinds.First(k => k.Kind == kind).Op;
        if (kind == UnaryKind.Not)
        {
            writer.Emit(op, [writer.Input(0)]);
            return;
        }

        writer.Emit(op, [writer.Input(0)], writer.T);
    }
}
