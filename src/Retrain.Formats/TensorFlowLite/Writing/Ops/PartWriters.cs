using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;
using Options = Retrain.Formats.TensorFlowLite.Schema.BuiltinOptions;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Tensors put together, cut, picked from and repeated.</summary>
internal static class PartWriters
{
    /// <summary>CONCATENATION, whose kernels want one quantisation on all sides.</summary>
    public static void WriteConcat(LiteNodeWriter writer)
    {
        Quantization? levels = writer.ResultLevels();
        writer.Emit(Op.CONCATENATION, Enumerable.Range(0, writer.InputCount).Select(i => writer.Requantized(i, levels)).ToArray(),
            OperatorOptions.Concatenation(((Concat)writer.Operator).Axis));
    }

    /// <summary>SPLIT into equal parts, else SPLIT_V.</summary>
    public static void WriteSplit(LiteNodeWriter writer)
    {
        var split = (Split)writer.Operator;
        if (Enumerable.Range(0, writer.OutputCount).Any(i => !KernelLevels.AreSame(writer.Levels(0), writer.ResultLevels(i))))
        {
            throw new GraphException("parts with other levels");
        }

        bool areEqual = split.Sizes.Distinct().Count() == 1;
        int axis = writer.Scalar("axis", split.Axis);
        writer.Emit(
            areEqual ? Op.SPLIT : Op.SPLIT_V,
            areEqual ? [axis, writer.Input(0)] : [writer.Input(0), writer.Ints("sizes", split.Sizes.AsSpan()), axis],
            OperatorOptions.Split(split.Sizes.Length, areEqual));
    }

    /// <summary>STRIDED_SLICE, with every length that Slice can have.</summary>
    public static void WriteSlice(LiteNodeWriter writer) =>
        EmitSlice(writer, (Slice)writer.Operator, writer.Input(0), writer.Fact(0).Rank);

    /// <summary>Gives part of a tensor as the output.</summary>
    public static void EmitSlice(LiteNodeWriter writer, Slice slice, int input, int rank)
    {
        StridedCut cut = StridedCut.Of(slice, rank);
        writer.Emit(
            Op.STRIDED_SLICE,
            [input, writer.Ints("begins", cut.Begins), writer.Ints("ends", cut.Ends), writer.Ints("steps", cut.Steps)],
            OperatorOptions.StridedSlice(cut.BeginMask, cut.EndMask), writer.Levels(0));
    }

    /// <summary>GATHER, which does not count from the end.</summary>
    public static void WriteGather(LiteNodeWriter writer)
    {
        int axis = ((Gather)writer.Operator).Axis;
        int places = writer.Value(1).Constant is { } constant && constant.ToInt64().Any(i => i < 0)
            ? writer.Constant("places", FromStart(constant, writer.Fact(0).Shape[axis].Length!.Value))
            : writer.Indices(1);
        writer.Emit(Op.GATHER, [writer.Input(0), places], OperatorOptions.Gather(axis), writer.Levels(0));
    }

    /// <summary>ONE_HOT.</summary>
    public static void WriteOneHot(LiteNodeWriter writer)
    {
        writer.RefuseLevels();
        var oneHot = (OneHot)writer.Operator;
        writer.Emit(Op.ONE_HOT, [writer.Indices(0), writer.Scalar("depth", oneHot.Depth), writer.Input(1), writer.Input(2)],
            OperatorOptions.OneHot(oneHot.Axis));
    }

    /// <summary>TILE.</summary>
    public static void WriteTile(LiteNodeWriter writer) =>
        writer.Emit(Op.TILE, [writer.Input(0), writer.Indices(1)], OperatorOptions.Empty(Options.TileOptions), writer.Levels(0));

    /// <summary>BROADCAST_TO.</summary>
    public static void WriteBroadcastTo(LiteNodeWriter writer) => writer.Emit(
        Op.BROADCAST_TO, [writer.Input(0), writer.Indices(1)], OperatorOptions.Empty(Options.BroadcastToOptions), writer.Levels(0), 2);

    /// <summary>REVERSE_V2 for each axis: several at once are not known to all runtimes.</summary>
    public static void WriteReverse(LiteNodeWriter writer)
    {
        ImmutableArray<int> axes = ((Reverse)writer.Operator).Axes;
        OperatorOptions options = OperatorOptions.Empty(Options.ReverseV2Options);
        int x = writer.Input(0);
        for (int i = 0; i < axes.Length - 1; i++)
        {
            x = writer.Step($"reversed_{i}", Op.REVERSE_V2, [x, writer.Ints("axis", axes[i])], writer.Fact(0).Type, writer.Fact(0).Shape,
                options, writer.Levels(0));
        }

        writer.Emit(Op.REVERSE_V2, [x, writer.Ints("axis", axes[^1])], options, writer.Levels(0));
    }

    private static Tensor FromStart(Tensor indices, int length) =>
        Tensor.Of(Array.ConvertAll(indices.ToInt32(), i => i < 0 ? i + length : i), indices.Shape.AsSpan());
}
