using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;
using Options = Retrain.Formats.TensorFlowLite.Schema.BuiltinOptions;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Elements along axes brought together or compared.</summary>
internal static class ReductionWriters
{
    /// <summary>MEAN and its like.</summary>
    public static void WriteReduce(LiteNodeWriter writer)
    {
        var reduce = (Reduce)writer.Operator;
        Op op = reduce.Kind switch
        {
            ReduceKind.Mean => Op.MEAN,
            ReduceKind.Sum => Op.SUM,
            ReduceKind.Max => Op.REDUCE_MAX,
            ReduceKind.Min => Op.REDUCE_MIN,
            ReduceKind.Product => Op.REDUCE_PROD,
            ReduceKind.All => Op.REDUCE_ALL,
            _ => Op.REDUCE_ANY,
        };
        bool keepsLevels = reduce.Kind is ReduceKind.Max or ReduceKind.Min;
        writer.Emit(op, [writer.Input(0), writer.Ints("axes", reduce.Axes.AsSpan())], OperatorOptions.Reducer(reduce.KeepDims),
            keepsLevels ? writer.Levels(0) : null);
    }

    /// <summary>SOFTMAX, which goes along the last axis.</summary>
    public static void WriteSoftmax(LiteNodeWriter writer) => AlongLast(writer, ((Softmax)writer.Operator).Axis, Op.SOFTMAX,
        OperatorOptions.Softmax(), writer.ResultLevels() is { } levels ? KernelLevels.Probabilities(levels.Type) : null);

    /// <summary>LOG_SOFTMAX, which goes along the last axis.</summary>
    public static void WriteLogSoftmax(LiteNodeWriter writer) => AlongLast(writer, ((LogSoftmax)writer.Operator).Axis, Op.LOG_SOFTMAX,
        OperatorOptions.Empty(Options.LogSoftmaxOptions),
        writer.ResultLevels() is { } levels ? KernelLevels.Logarithms(levels.Type) : null);

    /// <summary>ARG_MAX.</summary>
    public static void WriteArgMax(LiteNodeWriter writer)
    {
        var search = (ArgMax)writer.Operator;
        OperatorOptions options = OperatorOptions.ArgMax(WrittenTypes.Of(search.IndexType));
        writer.Emit(Op.ARG_MAX, [writer.Input(0), writer.Scalar("axis", search.Axis)], options);
    }

    /// <summary>TOPK_V2.</summary>
    public static void WriteTopK(LiteNodeWriter writer) => writer.Emit(
        Op.TOPK_V2, [writer.Input(0), writer.Scalar("count", ((TopK)writer.Operator).Count)], OperatorOptions.Empty(Options.TopKV2Options));

    private static void AlongLast(LiteNodeWriter writer, int axis, Op op, OperatorOptions options, Quantization? levels)
    {
        Fact x = writer.Fact(0);
        if (axis == x.Rank - 1)
        {
            writer.Emit(op, [writer.Input(0)], options, levels);
            return;
        }

        writer.RefuseLevels();
        Permutation order = Rearrange.ToEnd(x.Rank, axis);
        ImmutableArray<Dimension> moved = order.Apply(x.Shape);
        OperatorOptions none = OperatorOptions.Empty(Options.TransposeOptions);
        int there = writer.Step("last", Op.TRANSPOSE, [writer.Input(0), writer.Ints("order", order.Axes.AsSpan())], x.Type, moved, none);
        int result = writer.Step("along", op, [there], x.Type, moved, options);
        writer.Emit(Op.TRANSPOSE, [result, writer.Ints("back", order.Inverse().Axes.AsSpan())], none);
    }
}
