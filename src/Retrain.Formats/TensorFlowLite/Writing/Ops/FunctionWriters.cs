using Retrain.Formats.TensorFlowLite.Writing.Fusing;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;
using Options = Retrain.Formats.TensorFlowLite.Schema.BuiltinOptions;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Functions of one element.</summary>
internal static class FunctionWriters
{
    private static readonly Dictionary<UnaryKind, (Op Op, Options Options)> Words = new()
    {
        [UnaryKind.Abs] = (Op.ABS, Options.AbsOptions),
        [UnaryKind.Neg] = (Op.NEG, Options.NegOptions),
        [UnaryKind.Square] = (Op.SQUARE, Options.SquareOptions),
        [UnaryKind.Sign] = (Op.SIGN, Options.SignOptions),
        [UnaryKind.Not] = (Op.LOGICAL_NOT, Options.LogicalNotOptions),
        [UnaryKind.Relu] = (Op.RELU, Options.NONE),
        [UnaryKind.Sigmoid] = (Op.LOGISTIC, Options.NONE),
        [UnaryKind.Tanh] = (Op.TANH, Options.NONE),
        [UnaryKind.Exp] = (Op.EXP, Options.ExpOptions),
        [UnaryKind.Log] = (Op.LOG, Options.NONE),
        [UnaryKind.Sqrt] = (Op.SQRT, Options.NONE),
        [UnaryKind.Rsqrt] = (Op.RSQRT, Options.NONE),
        [UnaryKind.Floor] = (Op.FLOOR, Options.NONE),
        [UnaryKind.Ceiling] = (Op.CEIL, Options.NONE),
        [UnaryKind.Round] = (Op.ROUND, Options.NONE),
        [UnaryKind.Sin] = (Op.SIN, Options.NONE),
        [UnaryKind.Cos] = (Op.COS, Options.CosOptions),
    };

    /// <summary>A function with a word, or several that make one without.</summary>
    public static void WriteUnary(LiteNodeWriter writer)
    {
        UnaryKind kind = ((Unary)writer.Operator).Kind;
        int x = writer.Input(0);
        if (Words.TryGetValue(kind, out (Op Op, Options Options) word))
        {
            CheckType(writer, kind);
            OperatorOptions options = word.Options == Options.NONE ? OperatorOptions.None : OperatorOptions.Empty(word.Options);
            writer.Emit(word.Op, [x], options, Required(writer, kind));
            return;
        }

        writer.RefuseLevels();
        switch (kind)
        {
            case UnaryKind.Reciprocal:
                Last(writer, BinaryKind.Div, writer.Scalar("one", 1f), x);
                break;
            case UnaryKind.Log1p:
                writer.Emit(Op.LOG, [Sum(writer, "plus_one", x, writer.Scalar("one", 1f))], OperatorOptions.None);
                break;
            case UnaryKind.Softplus:
                // log(1 + exp(x)) = relu(x) + log(1 + exp(-|x|)), which never overflows.
                int distance = writer.Step("abs", Op.ABS, [x], OperatorOptions.Empty(Options.AbsOptions));
                int negative = writer.Step("neg", Op.NEG, [distance], OperatorOptions.Empty(Options.NegOptions));
                int power = writer.Step("exp", Op.EXP, [negative], OperatorOptions.Empty(Options.ExpOptions));
                int log = writer.Step("log", Op.LOG, [Sum(writer, "plus_one", power, writer.Scalar("one", 1f))]);
                Last(writer, BinaryKind.Add, writer.Step("relu", Op.RELU, [x]), log);
                break;
            case UnaryKind.Selu:
                WriteElu(writer, 1.0507009873554805f, 1.7580993408473766f);
                break;
            default:
                throw new GraphException($"{kind} outside of a GELU");
        }
    }

    /// <summary>RELU, RELU6, RELU_N1_TO_1, or a minimum of a maximum.</summary>
    public static void WriteClip(LiteNodeWriter writer)
    {
        var clip = (Clip)writer.Operator;
        Op? word = FusedActivations.Of(clip.Low, clip.High) switch
        {
            Schema.Activation.RELU => Op.RELU,
            Schema.Activation.RELU6 => Op.RELU6,
            Schema.Activation.RELU_N1_TO_1 => Op.RELU_N1_TO_1,
            _ => null,
        };
        if (word is { } op)
        {
            writer.Emit(op, [writer.Input(0)], OperatorOptions.None);
            return;
        }

        writer.RefuseLevels();
        OperatorOptions options = OperatorOptions.Empty(Options.MaximumMinimumOptions);
        if (float.IsNegativeInfinity(clip.Low))
        {
            writer.Emit(Op.MINIMUM, [writer.Input(0), writer.Scalar("high", clip.High)], options);
            return;
        }

        int[] low = [writer.Input(0), writer.Scalar("low", clip.Low)];
        if (float.IsPositiveInfinity(clip.High))
        {
            writer.Emit(Op.MAXIMUM, low, options);
            return;
        }

        writer.Emit(Op.MINIMUM, [writer.Step("above", Op.MAXIMUM, low, options), writer.Scalar("high", clip.High)], options);
    }

    /// <summary>LEAKY_RELU.</summary>
    public static void WriteLeakyRelu(LiteNodeWriter writer) =>
        writer.Emit(Op.LEAKY_RELU, [writer.Input(0)], OperatorOptions.LeakyRelu(((LeakyRelu)writer.Operator).Alpha));

    /// <summary>ELU; with a scale of the negative side it is taken apart.</summary>
    public static void WriteElu(LiteNodeWriter writer)
    {
        writer.RefuseLevels();
        float alpha = ((Elu)writer.Operator).Alpha;
        if (alpha == 1)
        {
            writer.Emit(Op.ELU, [writer.Input(0)], OperatorOptions.None);
            return;
        }

        WriteElu(writer, 1, alpha);
    }

    /// <summary>HARD_SWISH.</summary>
    public static void WriteHardSwish(LiteNodeWriter writer) =>
        writer.Emit(Op.HARD_SWISH, [writer.Input(0)], OperatorOptions.Empty(Options.HardSwishOptions));

    /// <summary>GELU.</summary>
    public static void WriteGelu(LiteNodeWriter writer) =>
        writer.Emit(Op.GELU, [writer.Input(0)], OperatorOptions.Gelu(((Gelu)writer.Operator).IsApproximate));

    /// <summary>positive relu(x) + negative (exp(min(x, 0)) - 1).</summary>
    private static void WriteElu(LiteNodeWriter writer, float positive, float negative)
    {
        int x = writer.Input(0);
        int below = writer.Step("below", Op.MINIMUM, [x, writer.Scalar("zero", 0f)], OperatorOptions.Empty(Options.MaximumMinimumOptions));
        int curve = writer.Step("elu", Op.ELU, [below]);
        int above = writer.Step("relu", Op.RELU, [x]);
        Last(writer, BinaryKind.Add, Scaled("above", above, positive), Scaled("curve", curve, negative));

        int Scaled(string name, int value, float factor) => factor == 1
            ? value
            : writer.Step($"{name}_scaled", Op.MUL, [value, writer.Scalar(name, factor)],
                OperatorOptions.Arithmetic(BinaryKind.Mul, Schema.Activation.NONE));
    }

    private static int Sum(LiteNodeWriter writer, string suffix, int a, int b) =>
        writer.Step(suffix, Op.ADD, [a, b], OperatorOptions.Arithmetic(BinaryKind.Add, Schema.Activation.NONE));

    private static void Last(LiteNodeWriter writer, BinaryKind kind, int a, int b) => writer.Emit(
        kind == BinaryKind.Div ? Op.DIV : Op.ADD, [a, b], OperatorOptions.Arithmetic(kind, Schema.Activation.NONE));

    private static void CheckType(LiteNodeWriter writer, UnaryKind kind)
    {
        ElementType type = writer.Fact(0).Type;
        if (writer.Levels(0) is not null)
        {
            if (kind is not (UnaryKind.Relu or UnaryKind.Sigmoid or UnaryKind.Tanh or UnaryKind.Abs or UnaryKind.Rsqrt or UnaryKind.Exp
                or UnaryKind.Log))
            {
                writer.RefuseLevels();
            }
        }
        else if (type != ElementType.Float32 && (kind, type) is not (UnaryKind.Not, ElementType.Bool)
            and not (UnaryKind.Neg, ElementType.Int32 or ElementType.Int64)
            and not (UnaryKind.Abs or UnaryKind.Sign, ElementType.Int32))
        {
            throw new GraphException($"{kind} of {type}");
        }
    }

    private static Quantization? Required(LiteNodeWriter writer, UnaryKind kind) => kind switch
    {
        UnaryKind.Sigmoid when writer.ResultLevels() is { } levels => KernelLevels.Probabilities(levels.Type),
        UnaryKind.Tanh when writer.ResultLevels() is { } levels => KernelLevels.BetweenOnes(levels.Type),
        _ => null,
    };
}
