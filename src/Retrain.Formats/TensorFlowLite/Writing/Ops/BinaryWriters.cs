using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;
using Options = Retrain.Formats.TensorFlowLite.Schema.BuiltinOptions;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Functions of two elements, choices between two, other types.</summary>
internal static class BinaryWriters
{
    private static readonly Dictionary<BinaryKind, (Op Op, Options Options)> Words = new()
    {
        [BinaryKind.Add] = (Op.ADD, Options.AddOptions),
        [BinaryKind.Sub] = (Op.SUB, Options.SubOptions),
        [BinaryKind.Mul] = (Op.MUL, Options.MulOptions),
        [BinaryKind.Div] = (Op.DIV, Options.DivOptions),
        [BinaryKind.FloorDiv] = (Op.FLOOR_DIV, Options.FloorDivOptions),
        [BinaryKind.FloorMod] = (Op.FLOOR_MOD, Options.FloorModOptions),
        [BinaryKind.Pow] = (Op.POW, Options.PowOptions),
        [BinaryKind.Minimum] = (Op.MINIMUM, Options.MaximumMinimumOptions),
        [BinaryKind.Maximum] = (Op.MAXIMUM, Options.MaximumMinimumOptions),
        [BinaryKind.SquaredDifference] = (Op.SQUARED_DIFFERENCE, Options.SquaredDifferenceOptions),
        [BinaryKind.And] = (Op.LOGICAL_AND, Options.LogicalAndOptions),
        [BinaryKind.Or] = (Op.LOGICAL_OR, Options.LogicalOrOptions),
        [BinaryKind.Equal] = (Op.EQUAL, Options.EqualOptions),
        [BinaryKind.NotEqual] = (Op.NOT_EQUAL, Options.NotEqualOptions),
        [BinaryKind.Less] = (Op.LESS, Options.LessOptions),
        [BinaryKind.LessOrEqual] = (Op.LESS_EQUAL, Options.LessEqualOptions),
        [BinaryKind.Greater] = (Op.GREATER, Options.GreaterOptions),
        [BinaryKind.GreaterOrEqual] = (Op.GREATER_EQUAL, Options.GreaterEqualOptions),
    };

    /// <summary>A function of two elements.</summary>
    public static void Write(LiteNodeWriter writer)
    {
        BinaryKind kind = ((Binary)writer.Operator).Kind;
        CheckType(writer, kind);
        (Op op, Options options) = Words[kind];
        bool hasActivation = kind <= BinaryKind.Div;
        writer.Emit(
            op, writer.Inputs(), hasActivation ? OperatorOptions.Arithmetic(kind, writer.Activation) : OperatorOptions.Empty(options));
    }

    /// <summary>SELECT_V2.</summary>
    public static void WriteSelect(LiteNodeWriter writer)
    {
        writer.RefuseLevels();
        writer.Emit(Op.SELECT_V2, writer.Inputs(), OperatorOptions.Empty(Options.SelectV2Options));
    }

    /// <summary>CAST.</summary>
    public static void WriteCast(LiteNodeWriter writer) => writer.Emit(
        Op.CAST, [writer.Input(0)], OperatorOptions.Cast(WrittenTypes.Of(writer.Fact(0).Type), WrittenTypes.Of(writer.ResultFact().Type)));

    private static void CheckType(LiteNodeWriter writer, BinaryKind kind)
    {
        if (writer.Levels(0) is not null)
        {
            if (kind is not (BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.SquaredDifference))
            {
                writer.RefuseLevels();
            }

            return;
        }

        ElementType type = writer.Fact(0).Type;
        bool isPossible = type switch
        {
            ElementType.Float32 => true,
            ElementType.Int32 => kind is not (BinaryKind.And or BinaryKind.Or),
            ElementType.Int64 => kind is not (BinaryKind.And or BinaryKind.Or or BinaryKind.Div or BinaryKind.FloorDiv
                or BinaryKind.Pow or BinaryKind.SquaredDifference),
            ElementType.Bool => kind is BinaryKind.And or BinaryKind.Or or BinaryKind.Equal or BinaryKind.NotEqual,
            _ => false,
        };
        if (!isPossible)
        {
            throw new GraphException($"{kind} of {type}");
        }
    }
}
