using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>Functions of two elements.</summary>
internal static class OnnxBinary
{
    private static readonly Dictionary<string, BinaryKind> Kinds = new(StringComparer.Ordinal)
    {
        ["Add"] = BinaryKind.Add,
        ["Sum"] = BinaryKind.Add,
        ["Sub"] = BinaryKind.Sub,
        ["Mul"] = BinaryKind.Mul,
        ["Div"] = BinaryKind.Div,
        ["Min"] = BinaryKind.Minimum,
        ["Max"] = BinaryKind.Maximum,
        ["And"] = BinaryKind.And,
        ["Or"] = BinaryKind.Or,
        ["Equal"] = BinaryKind.Equal,
        ["Less"] = BinaryKind.Less,
        ["LessOrEqual"] = BinaryKind.LessOrEqual,
        ["Greater"] = BinaryKind.Greater,
        ["GreaterOrEqual"] = BinaryKind.GreaterOrEqual,
    };

    /// <summary>Reads a function of two elements; Sum, Min and Max may have any number of inputs.</summary>
    public static ImmutableArray<Value> Read(OnnxNodeReader node)
    {
        if (node.OpType is not ("Sum" or "Min" or "Max"))
        {
            return node.Result(new Binary(Kinds[node.OpType]), node.Input(0), node.Input(1));
        }

        Value sum = node.Input(0);
        for (int i = 1; i < node.InputCount; i++)
        {
            sum = node.Step("part", new Binary(Kinds[node.OpType]), sum, node.Input(i));
        }

        return [sum];
    }

    /// <summary>Reads a Mean of any number of inputs.</summary>
    public static ImmutableArray<Value> ReadMean(OnnxNodeReader node)
    {
        Value sum = node.Input(0);
        for (int i = 1; i < node.InputCount; i++)
        {
            sum = node.Step("part", new Binary(BinaryKind.Add), sum, node.Input(i));
        }

        return node.Result(new Binary(BinaryKind.Div), sum, node.Scalar("count", node.InputCount, sum.Fact.Type));
    }

    /// <summary>Reads a Mod, whose result has the sign of the divisor.</summary>
    public static ImmutableArray<Value> ReadMod(OnnxNodeReader node)
    {
        node.Expect("fmod", 0, 0);
        return node.Result(new Binary(BinaryKind.FloorMod), node.Input(0), node.Input(1));
    }

    /// <summary>Reads a Pow, whose exponent may have another type.</summary>
    public static ImmutableArray<Value> ReadPow(OnnxNodeReader node)
    {
        Value x = node.Input(0);
        Value exponent = node.Input(1);
        exponent = exponent.Fact.Type == x.Fact.Type ? exponent : node.Step("exponent", new Cast(x.Fact.Type), exponent);
        return exponent.Constant is { Length: 1 } two && exponent.Fact.Rank <= x.Fact.Rank && two.ToDoubles()[0] == 2
            ? node.Result(new Unary(UnaryKind.Square), x)
            : node.Result(new Binary(BinaryKind.Pow), x, exponent);
    }

    /// <summary>Writes a function of two elements.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        string a = node.Input(0);
        string b = node.Input(1);
        bool isWhole = node.Fact(0).Type is not (ElementType.Float32 or ElementType.Float64);
        switch (((Binary)node.Operator).Kind)
        {
            case BinaryKind.Pow:
                node.Result("Pow", [a, b]);
                break;
            case BinaryKind.NotEqual:
                node.Result("Not", [node.Step("equal", "Equal", [a, b])]);
                break;
            case BinaryKind.SquaredDifference:
                string difference = node.Step("difference", "Sub", [a, b]);
                node.Result("Mul", [difference, difference]);
                break;
            case BinaryKind.FloorDiv when isWhole:
                node.Result("Div", [node.Step("whole", "Sub", [a, node.Step("rest", "Mod", [a, b])]), b]);
                break;
            case BinaryKind.FloorDiv:
                node.Result("Floor", [node.Step("quotient", "Div", [a, b])]);
                break;
            case BinaryKind.FloorMod when isWhole:
                node.Result("Mod", [a, b]);
                break;
            case BinaryKind.FloorMod:
                // The rest of the first division has the sign of a; one b more turns it.
                string rest = node.Step("rest", "Mod", [a, b], OnnxAttributes.Flag("fmod", true));
                node.Result("Mod", [node.Step("moved", "Add", [rest, b]), b], OnnxAttributes.Flag("fmod", true));
                break;
            case var kind:
                node.Result(Kinds.First(p => p.Value == kind).Key, [a, b]);
                break;
        }
    }
}
