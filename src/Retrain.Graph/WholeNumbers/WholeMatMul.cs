using System.Numerics;
using Retrain.Graph.Ops;

namespace Retrain.Graph.WholeNumbers;

/// <summary>Matrix products of levels, perhaps with a bias: fully connected layers.</summary>
internal static class WholeMatMul
{
    /// <summary>The result; <see langword="null"/>: the quantisations do not fit together.</summary>
    public static Tensor? Run(Quantized node, MatMul product, IReadOnlyList<Tensor> inputs, int[] shape)
    {
        (Quantization from, Quantization? weights, Quantization to) = (node.Inputs[0]!, node.Inputs[1], node.Outputs[0]!);
        bool hasBias = inputs.Count == 3;
        int columnAxis = inputs[1].Rank - (product.TransposeB ? 2 : 1);
        if (!WholeSums.Fit(from, weights, hasBias ? node.Inputs[2] : null, hasBias, to)
            || (weights!.IsPerChannel && weights.Axis != columnAxis))
        {
            return null;
        }

        int[] outer = shape[..^2];
        Tensor a = MatMul.Plain(inputs[0], product.TransposeA, outer);
        Tensor b = MatMul.Plain(inputs[1], product.TransposeB, outer);
        int[] left = Levels.Above(a, from.ZeroPoints[0]);
        int[] right = Levels.Above(b, weights.ZeroPoints[0]);
        long[] bias = WholeSums.Bias(hasBias ? inputs[2] : null, shape[^1]);
        Multiplier[] multipliers = WholeSums.Multipliers(from, weights, to, shape[^1]);
        return from.Type == ElementType.Int16
            ? WholeSums.ToLevels(
                Sums(Array.ConvertAll(left, v => (long)v), Array.ConvertAll(right, v => (long)v), bias, a.Shape[^1], shape),
                multipliers, to, node.Limits, shape)
            : WholeSums.ToLevels(
                Sums(left, right, Array.ConvertAll(bias, v => unchecked((int)v)), a.Shape[^1], shape),
                multipliers, to, node.Limits, shape);
    }

    private static T[] Sums<T>(T[] a, T[] b, T[] bias, int inner, int[] shape)
        where T : IBinaryInteger<T>
    {
        (int rows, int columns) = (shape[^2], shape[^1]);
        var results = new T[Tensor.LengthOf(shape)];
        for (int row = 0; row < Tensor.LengthOf(shape.AsSpan()[..^1]); row++)
        {
            Span<T> sums = results.AsSpan(row * columns, columns);
            bias.CopyTo(sums);
            int matrix = row / rows;
            for (int k = 0; k < inner; k++)
            {
                T x = a[(row * inner) + k];
                ReadOnlySpan<T> from = b.AsSpan(((matrix * inner) + k) * columns, columns);
                for (int j = 0; j < sums.Length; j++)
                {
                    sums[j] += x * from[j];
                }
            }
        }

        return results;
    }
}
