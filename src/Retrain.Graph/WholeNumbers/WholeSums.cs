namespace Retrain.Graph.WholeNumbers;

/// <summary>
/// What convolutions and matrix products share: sums of products, in 32 bits for 8-bit activations and in 64 for those of 16, brought
/// to the levels of the output.
/// </summary>
internal static class WholeSums
{
    /// <summary>A bias may lie so far from the scale of the products, in levels of the output.</summary>
    private const double MostBiasError = 0.02;

    /// <summary>Whether sums of these quantisations can be computed: what is summed up has to have one scale an output channel.</summary>
    public static bool Fit(Quantization input, Quantization? weights, Quantization? bias, bool hasBias, Quantization to)
    {
        if (weights is null || !(weights.Type is ElementType.Int8 or ElementType.UInt8 || Levels.IsActivation(weights.Type))
            || (weights.IsPerChannel && weights.ZeroPoints.Any(z => z != 0) && weights.ZeroPoints.Distinct().Count() > 1))
        {
            return false;
        }

        if (!hasBias)
        {
            return true;
        }

        if (bias is null || bias.Type is not (ElementType.Int32 or ElementType.Int64) || bias.ZeroPoints.Any(z => z != 0))
        {
            return false;
        }

        for (int i = 0; i < Math.Max(weights.Scales.Length, bias.Scales.Length); i++)
        {
            double product = (double)input.Scales[0] * weights.Scales[i % weights.Scales.Length];
            if (Math.Abs(product - bias.Scales[i % bias.Scales.Length]) / to.Scales[0] > MostBiasError)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A multiplier for each output channel: from the products' levels to those of the output.</summary>
    public static Multiplier[] Multipliers(Quantization input, Quantization weights, Quantization to, int channels)
    {
        var multipliers = new Multiplier[channels];
        for (int i = 0; i < channels; i++)
        {
            double scale = weights.Scales[i % weights.Scales.Length];
            multipliers[i] = Multiplier.Of(input.Scales[0] * scale / to.Scales[0]);
        }

        return multipliers;
    }

    /// <summary>The bias of each channel; zeros where there is none.</summary>
    public static long[] Bias(Tensor? bias, int channels) => bias?.ToInt64() ?? new long[channels];

    /// <summary>Sums [..., C] as levels.</summary>
    public static Tensor ToLevels(int[] sums, Multiplier[] multipliers, Quantization to, (float Low, float High)? limits, int[] shape)
    {
        (int low, int high) = Levels.Range(to, limits);
        int[] levels = new int[sums.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            levels[i] = Math.Clamp(unchecked(multipliers[i % multipliers.Length].Times(sums[i]) + to.ZeroPoints[0]), low, high);
        }

        return Levels.ToTensor(to.Type, levels, shape);
    }

    /// <inheritdoc cref="ToLevels(int[], Multiplier[], Quantization, ValueTuple{float, float}?, int[])"/>
    public static Tensor ToLevels(long[] sums, Multiplier[] multipliers, Quantization to, (float Low, float High)? limits, int[] shape)
    {
        (int low, int high) = Levels.Range(to, limits);
        int[] levels = new int[sums.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            levels[i] = Math.Clamp(unchecked(multipliers[i % multipliers.Length].Times(sums[i]) + to.ZeroPoints[0]), low, high);
        }

        return Levels.ToTensor(to.Type, levels, shape);
    }
}
