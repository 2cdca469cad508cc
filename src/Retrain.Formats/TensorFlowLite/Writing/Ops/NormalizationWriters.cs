using Retrain.Graph;
using Retrain.Graph.Ops;
using Op = Retrain.Formats.TensorFlowLite.Schema.BuiltinOperator;

namespace Retrain.Formats.TensorFlowLite.Writing.Ops;

/// <summary>Batch norms that no convolution took in, and norms over neighbouring channels.</summary>
internal static class NormalizationWriters
{
    /// <summary>A factor and a summand a channel.</summary>
    public static void WriteBatchNorm(LiteNodeWriter writer)
    {
        writer.RefuseLevels();
        if (Enumerable.Range(1, 4).Any(i => writer.Value(i).Constant is null))
        {
            throw new GraphException("computed statistics");
        }

        double[][] given = [.. Enumerable.Range(1, 4).Select(i => writer.Value(i).Constant!.ToDoubles())];
        double epsilon = ((BatchNorm)writer.Operator).Epsilon;
        double[] factors = [.. given[0].Select((scale, c) => scale / Math.Sqrt(given[3][c] + epsilon))];
        float[] summands = [.. given[1].Select((offset, c) => (float)(offset - (given[2][c] * factors[c])))];
        int scaled = writer.Step("scaled", Op.MUL,
            [writer.Input(0), writer.Constant("factors", Tensor.Of(Array.ConvertAll(factors, f => (float)f), factors.Length))],
            OperatorOptions.Arithmetic(BinaryKind.Mul, Schema.Activation.NONE));
        writer.Emit(Op.ADD, [scaled, writer.Constant("summands", Tensor.Of(summands, summands.Length))],
            OperatorOptions.Arithmetic(BinaryKind.Add, Schema.Activation.NONE));
    }

    /// <summary>LOCAL_RESPONSE_NORMALIZATION.</summary>
    public static void WriteLocalResponseNorm(LiteNodeWriter writer)
    {
        writer.RefuseLevels();
        var norm = (LocalResponseNorm)writer.Operator;
        writer.Emit(Op.LOCAL_RESPONSE_NORMALIZATION, [writer.Input(0)],
            OperatorOptions.LocalResponseNorm(norm.Radius, norm.Bias, norm.Alpha, norm.Beta));
    }
}
