using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>FULLY_CONNECTED for a constant matrix [outputs, inputs], else BATCH_MATMUL.</summary>
internal static class ProductWriters
{
    /// <summary>Writes a matrix product.</summary>
    public static void Write(LiteNodeWriter writer)
    {
        var product = (MatMul)writer.Operator;
        if (product.TransposeA || writer.Value(1).Constant is not { Rank: 2 })
        {
            writer.RefuseLevels();
            writer.Emit(Op.BATCH_MATMUL, writer.Inputs(), OperatorOptions.BatchMatMul(product.TransposeA, product.TransposeB));
            return;
        }

        int filter = writer.Weights(1, "oi", null, ConvolutionWriters.Moved(writer.Levels(1), 0),
            t => product.TransposeB ? t : Rearrange.Transpose(t, new Permutation(1, 0)));
        WrittenTensor weights = writer.Describe(filter);
        bool keepsAxes = writer.Fact(0).Rank > 2;

        // Asymmetric rounding of activations at run time is TensorFlow's newer and better scheme.
        bool isDynamic = weights.Levels is not null && writer.Levels(0) is null;
        writer.Emit(
            Op.FULLY_CONNECTED,
            [writer.Input(0), filter, ConvolutionWriters.Bias(writer, weights.Shape[0])],
            OperatorOptions.FullyConnected(writer.Activation, keepsAxes, isDynamic, ConvolutionWriters.HasLongBias(writer)),
            isDynamic ? 9 : keepsAxes ? 5 : 1);
    }
}
