using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;
using Options = Retrain.Formats.TensorFlowLite.Schema.BuiltinOptions;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>The same elements in another shape or order, and shapes themselves.</summary>
internal static class ShapeWriters
{
    /// <summary>RESHAPE, with a constant shape if not more than one length of it is open.</summary>
    public static void WriteReshape(LiteNodeWriter writer)
    {
        if (Constant(writer) is { } shape)
        {
            Emit(writer, shape);
            return;
        }

        writer.Emit(Op.RESHAPE, [writer.Input(0), writer.Indices(1)], OperatorOptions.None, writer.Levels(0));
    }

    /// <summary>RESHAPE, which more delegates know, else SQUEEZE.</summary>
    public static void WriteSqueeze(LiteNodeWriter writer)
    {
        if (Constant(writer) is { } shape)
        {
            Emit(writer, shape);
            return;
        }

        writer.Emit(Op.SQUEEZE, [writer.Input(0)], OperatorOptions.Squeeze([.. ((Squeeze)writer.Operator).Axes]), writer.Levels(0));
    }

    /// <summary>RESHAPE, else an EXPAND_DIMS for each axis.</summary>
    public static void WriteExpandDims(LiteNodeWriter writer)
    {
        if (Constant(writer) is { } shape)
        {
            Emit(writer, shape);
            return;
        }

        int[] axes = [.. ((ExpandDims)writer.Operator).Axes];
        OperatorOptions options = OperatorOptions.Empty(Options.ExpandDimsOptions);
        int x = writer.Input(0);
        var lengths = writer.Fact(0).Shape;
        foreach (int axis in axes[..^1])
        {
            lengths = lengths.Insert(axis, 1);
            x = writer.Step($"axis_{axis}", Op.EXPAND_DIMS, [x, writer.Scalar("axis", axis)], writer.Fact(0).Type, lengths, options,
                writer.Levels(0));
        }

        writer.Emit(Op.EXPAND_DIMS, [x, writer.Scalar("axis", axes[^1])], options, writer.Levels(0));
    }

    /// <summary>TRANSPOSE.</summary>
    public static void WriteTranspose(LiteNodeWriter writer) => writer.Emit(
        Op.TRANSPOSE,
        [writer.Input(0), writer.Ints("order", ((Transpose)writer.Operator).Order.Axes.AsSpan())],
        OperatorOptions.Empty(Options.TransposeOptions),
        writer.Levels(0));

    /// <summary>SHAPE.</summary>
    public static void WriteShapeOf(LiteNodeWriter writer) =>
        writer.Emit(Op.SHAPE, [writer.Input(0)], OperatorOptions.Shape(WrittenTypes.Of(writer.ResultFact().Type)));

    /// <summary>RANGE.</summary>
    public static void WriteSequence(LiteNodeWriter writer)
    {
        if (writer.Fact(0).Type is not (ElementType.Float32 or ElementType.Int32 or ElementType.Int64))
        {
            throw new GraphException($"a sequence of {writer.Fact(0).Type}");
        }

        writer.Emit(Op.RANGE, writer.Inputs(), OperatorOptions.Empty(Options.RangeOptions));
    }

    private static void Emit(LiteNodeWriter writer, int[] shape) => writer.Emit(
        Op.RESHAPE, [writer.Input(0), writer.Ints("shape", shape)], OperatorOptions.Reshape(shape), writer.Levels(0));

    /// <summary>The shape of the output with -1 for its one open length; <see langword="null"/>: there are more.</summary>
    private static int[]? Constant(LiteNodeWriter writer)
    {
        if (writer.Operator is Reshape && writer.Value(1).Constant is { } given && !given.ToInt64().Contains(0))
        {
            return given.ToInt32();
        }

        int[] shape = [.. writer.Result().Fact.Shape.Select(d => d.Length ?? -1)];
        return shape.Count(l => l == -1) is 0 or 1 && !(shape.Contains(-1) && shape.Contains(0)) ? shape : null;
    }
}
