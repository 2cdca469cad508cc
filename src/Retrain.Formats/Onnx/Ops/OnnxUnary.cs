using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Functions of one element, and nodes that do nothing.</summary>
internal static class OnnxUnary
{
    private static readonly Dictionary<string, UnaryKind> Kinds = new(StringComparer.Ordinal)
    {
        ["Abs"] = UnaryKind.Abs,
        ["Neg"] = UnaryKind.Neg,
        ["Sign"] = UnaryKind.Sign,
        ["Not"] = UnaryKind.Not,
        ["Relu"] = UnaryKind.Relu,
        ["Selu"] = UnaryKind.Selu,
        ["Softplus"] = UnaryKind.Softplus,
        ["Sigmoid"] = UnaryKind.Sigmoid,
        ["Tanh"] = UnaryKind.Tanh,
        ["Erf"] = UnaryKind.Erf,
        ["Exp"] = UnaryKind.Exp,
        ["Log"] = UnaryKind.Log,
        ["Sqrt"] = UnaryKind.Sqrt,
        ["Reciprocal"] = UnaryKind.Reciprocal,
        ["Floor"] = UnaryKind.Floor,
        ["Ceil"] = UnaryKind.Ceiling,
        ["Round"] = UnaryKind.Round,
        ["Sin"] = UnaryKind.Sin,
        ["Cos"] = UnaryKind.Cos,
    };

    private static readonly Dictionary<UnaryKind, string> Names = Kinds.ToDictionary(p => p.Value, p => p.Key);

    /// <summary>Reads a function of one element.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node) => node.Result(new Unary(Kinds[node.OpType]), node.Input(0));

    /// <summary>Reads an Identity or a Dropout, which is switched off after training.</summary>
    public static ImmutableArray<Value> ReadNothing(OnnxNodeReader node)
    {
        if (node.Gives(1))
        {
            throw new GraphException("the mask is not supported");
        }

        return [node.Input(0)];
    }

    /// <summary>Writes a function of one element.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        string x = node.Input(0);
        UnaryKind kind = ((Unary)node.Operator).Kind;
        switch (kind)
        {
            case UnaryKind.Square:
                node.Result("Mul", [x, x]);
                break;
            case UnaryKind.Rsqrt:
                node.Result("Reciprocal", [node.Step("sqrt", "Sqrt", [x])]);
                break;
            case UnaryKind.Log1p:
                WriteLog1p(node, x);
                break;
            default:
                node.Result(Names[kind], [x]);
                break;
        }
    }

    /// <summary>Near 0, 1 + x has lost the digits of x; there log(1 + x) is 2 atanh(x / (2 + x)).</summary>
    private static void WriteLog1p(OnnxNodeWriter node, string x)
    {
        ElementType type = node.Fact(0).Type;
        string one = node.Scalar("one", 1, type);
        string two = node.Scalar("two", 2, type);
        string far = node.Step("log", "Log", [node.Step("sum", "Add", [x, one])]);
        string half = node.Step("atanh", "Atanh", [node.Step("ratio", "Div", [x, node.Step("divisor", "Add", [x, two])])]);
        string isNear = node.Step("is_near", "Less", [node.Step("abs", "Abs", [x]), node.Scalar("half", 0.5, type)]);
        node.Result("Where", [isNear, node.Step("near", "Mul", [half, two]), far]);
    }
}
