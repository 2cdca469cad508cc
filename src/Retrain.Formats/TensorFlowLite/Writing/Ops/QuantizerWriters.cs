using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;
using Options = Retrain.Formats.TensorFlowLite.Schema.BuiltinOptions;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Between real and whole numbers.</summary>
internal static class QuantizerWriters
{
    private const int ByteBits = 8;

    /// <summary>QUANTIZE.</summary>
    public static void WriteQuantize(LiteNodeWriter writer) =>
        writer.Emit(Op.QUANTIZE, [writer.Input(0)], OperatorOptions.Empty(Options.QuantizeOptions));

    /// <summary>DEQUANTIZE.</summary>
    public static void WriteDequantize(LiteNodeWriter writer) =>
        writer.Emit(Op.DEQUANTIZE, [writer.Input(0)], OperatorOptions.Empty(Options.DequantizeOptions));

    /// <summary>
    /// QUANTIZE and DEQUANTIZE for one range of up to 8 bits, as TensorFlow's converter; others are spelled out: one runtime ignores the
    /// range of FAKE_QUANT.
    /// </summary>
    public static void WriteFakeQuantize(LiteNodeWriter writer)
    {
        var fake = (FakeQuantize)writer.Operator;
        (int lowest, int highest) = (fake.IsNarrow ? 1 : 0, (1 << fake.Bits) - 1);
        FakeQuantizeLevels[] grids = [.. fake.Min.Zip(fake.Max, (min, max) => new FakeQuantizeLevels(min, max, lowest, highest))];
        if (fake.Bits > ByteBits || grids.Length > 1 || grids[0] is { Low: 0, High: 0 })
        {
            WriteSteps(writer, grids);
            return;
        }

        // Fewer levels than a byte has are a range within it.
        bool isWhole = lowest == 0 && highest == byte.MaxValue;
        int x = isWhole ? writer.Input(0) : Limited(writer, grids);
        int zero = lowest + (int)Math.Round(-grids[0].Low / (double)grids[0].Scale);
        int whole = writer.Step("levels", Op.QUANTIZE, [x], ElementType.UInt8, writer.Fact(0).Shape,
            OperatorOptions.Empty(Options.QuantizeOptions), Quantization.Of(ElementType.UInt8, grids[0].Scale, zero));
        writer.Emit(Op.DEQUANTIZE, [whole], OperatorOptions.Empty(Options.DequantizeOptions));
    }

    /// <summary>floor((x - low) / scale + 0.5) scale + low of an x within the levels.</summary>
    private static void WriteSteps(LiteNodeWriter writer, FakeQuantizeLevels[] grids)
    {
        int low = Each(writer, "low", grids, g => g.Low);
        int scale = Each(writer, "scale", grids, g => g.Scale);
        int above = Step("above_low", Op.SUB, Limited(writer, grids), low, BinaryKind.Sub);
        int level = Step("level", Op.DIV, above, scale, BinaryKind.Div);
        int nearest = writer.Step("nearest", Op.FLOOR, [Step("half_more", Op.ADD, level, writer.Scalar("half", 0.5f), BinaryKind.Add)]);
        int real = Step("real", Op.MUL, nearest, scale, BinaryKind.Mul);
        writer.Emit(Op.ADD, [real, low], OperatorOptions.Arithmetic(BinaryKind.Add, Schema.Activation.NONE));

        int Step(string suffix, Op op, int a, int b, BinaryKind kind) =>
            writer.Step(suffix, op, [a, b], OperatorOptions.Arithmetic(kind, Schema.Activation.NONE));
    }

    private static int Limited(LiteNodeWriter writer, FakeQuantizeLevels[] grids)
    {
        OperatorOptions options = OperatorOptions.Empty(Options.MaximumMinimumOptions);
        int above = writer.Step("above", Op.MAXIMUM, [writer.Input(0), Each(writer, "low", grids, g => g.Low)], options);
        return writer.Step("within", Op.MINIMUM, [above, Each(writer, "high", grids, g => g.High)], options);
    }

    private static int Each(LiteNodeWriter writer, string suffix, FakeQuantizeLevels[] grids, Func<FakeQuantizeLevels, float> part) =>
        grids.Length == 1
            ? writer.Scalar(suffix, part(grids[0]))
            : writer.Exact(suffix, Tensor.Of([.. grids.Select(part)], grids.Length));
}
