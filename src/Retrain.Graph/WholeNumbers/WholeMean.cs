using System.Collections.Immutable;
using System.Numerics;
using Retrain.Graph.Ops;

namespace Retrain.Graph.WholeNumbers;

/// <summary>Means along axes: the multiplier between the scales takes the division by the count in.</summary>
internal static class WholeMean
{
    /// <summary>The result; <see langword="null"/>: there is nothing to take the mean of.</summary>
    public static Tensor? Run(Tensor input, Quantization from, Quantization to, Reduce mean, int[] shape)
    {
        Tensor rows = Rearrange.Transpose(input, Rearrange.ToEnd(input.Rank, mean.Axes));
        int count = Tensor.LengthOf(mean.Axes.Select(a => input.Shape[a]).ToImmutableArray());
        if (count == 0)
        {
            return null;
        }

        Multiplier multiplier = Over(Multiplier.Of((double)from.Scales[0] / to.Scales[0]), count);
        int[] levels = Levels.Above(rows, from.ZeroPoints[0]);
        int[] results = new int[Tensor.LengthOf(shape)];
        for (int i = 0; i < results.Length; i++)
        {
            int sum = 0;
            foreach (int level in levels.AsSpan(i * count, count))
            {
                sum = unchecked(sum + level);
            }

            results[i] = Math.Clamp(unchecked(multiplier.Times(sum) + to.ZeroPoints[0]), to.Lowest, to.Highest);
        }

        return Levels.ToTensor(to.Type, results, shape);
    }

    private static Multiplier Over(Multiplier multiplier, int count)
    {
        int shift = Math.Min(BitOperations.Log2((uint)count), 31 + multiplier.Shift);
        return new Multiplier((int)(((long)multiplier.Factor << shift) / count), multiplier.Shift - shift);
    }
}
