namespace Retrain.Graph.WholeNumbers;

/// <summary>Levels of one quantisation as those of another.</summary>
internal static class WholeRescale
{
    /// <summary>The nearest levels, within the real limits of an activation where there are any.</summary>
    public static Tensor Run(Tensor input, Quantization from, Quantization to, (float Low, float High)? limits = null)
    {
        Multiplier multiplier = Multiplier.Of((double)from.Scales[0] / to.Scales[0]);
        (int low, int high) = Levels.Range(to, limits);
        int[] levels = Levels.Above(input, from.ZeroPoints[0]);
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = Math.Clamp(unchecked(multiplier.Times(levels[i]) + to.ZeroPoints[0]), low, high);
        }

        return Levels.ToTensor(to.Type, levels, input.Shape.AsSpan());
    }

    /// <summary>As <see cref="Run"/>, with another slope for negative numbers.</summary>
    public static Tensor Leaky(Tensor input, Quantization from, Quantization to, float alpha)
    {
        double ratio = (double)from.Scales[0] / to.Scales[0];
        Multiplier positive = Multiplier.Of(ratio);
        Multiplier negative = Multiplier.Of(Math.Abs(ratio * alpha));
        int sign = alpha < 0 ? -1 : 1;
        int[] levels = Levels.Above(input, from.ZeroPoints[0]);
        for (int i = 0; i < levels.Length; i++)
        {
            int product = levels[i] >= 0 ? positive.Times(levels[i]) : sign * negative.Times(levels[i]);
            levels[i] = Math.Clamp(unchecked(product + to.ZeroPoints[0]), to.Lowest, to.Highest);
        }

        return Levels.ToTensor(to.Type, levels, input.Shape.AsSpan());
    }
}
