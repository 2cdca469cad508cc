using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Pools. What lies outside does not count in the format; padding that counts is put around the image before.</summary>
internal static class PoolWriters
{
    /// <summary>MAX_POOL_2D.</summary>
    public static void WriteMax(LiteNodeWriter writer)
    {
        var pool = (MaxPool)writer.Operator;
        (int image, bool isSame) = PaddingWriters.Around(writer, pool.Padding, pool.Window, (1, 1), pool.Strides, lowest: true);
        writer.Emit(
            Op.MAX_POOL_2D, [image], OperatorOptions.Pool(isSame, pool.Window, pool.Strides, writer.Activation), writer.Levels(0));
    }

    /// <summary>Whether a pool can be written by way of factors for each place only.</summary>
    public static bool NeedsFactors(AveragePool pool) => pool is { CountsPadding: false, Padding.Kind: PaddingKind.Explicit };

    /// <summary>
    /// AVERAGE_POOL_2D; given padding is put around before, and its zeros taken out of the means by a factor for each place.
    /// </summary>
    public static void WriteAverage(LiteNodeWriter writer)
    {
        var pool = (AveragePool)writer.Operator;
        ImmutableArray<Dimension> shape = writer.Fact(0).Shape;
        (int top, int bottom, int left, int right) = PaddingWriters.Lengths(pool.Padding, shape, pool.Window, (1, 1), pool.Strides);
        var padding = Padding.Of(top, bottom, left, right);
        bool isSame = padding.Kind == PaddingKind.Explicit
            && (top, bottom, left, right) == PaddingWriters.Lengths(Padding.Same, shape, pool.Window, (1, 1), pool.Strides);
        if (padding.Kind == PaddingKind.Valid || isSame && !pool.CountsPadding)
        {
            Emit(writer.Input(0), isSame);
            return;
        }

        int padded = PaddingWriters.Zeros(writer, padding, lowest: false);
        if (pool.CountsPadding)
        {
            Emit(padded, false);
            return;
        }

        writer.RefuseLevels();
        float[] rows = padding.WholeOverInside(true, shape[1].Length!.Value, pool.Window.Height, pool.Strides.Height);
        float[] columns = padding.WholeOverInside(false, shape[2].Length!.Value, pool.Window.Width, pool.Strides.Width);
        float[] factors = [.. rows.SelectMany(r => columns.Select(c => r * c))];
        int mean = writer.Step("mean", Op.AVERAGE_POOL_2D, [padded],
            OperatorOptions.Pool(false, pool.Window, pool.Strides, Schema.Activation.NONE));
        writer.Emit(Op.MUL, [mean, writer.Constant("factors", Tensor.Of(factors, 1, rows.Length, columns.Length, 1))],
            OperatorOptions.Arithmetic(BinaryKind.Mul, writer.Activation));

        void Emit(int image, bool same) => writer.Emit(
            Op.AVERAGE_POOL_2D, [image], OperatorOptions.Pool(same, pool.Window, pool.Strides, writer.Activation), writer.Levels(0));
    }
}
