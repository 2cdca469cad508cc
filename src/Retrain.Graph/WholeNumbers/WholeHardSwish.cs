namespace Retrain.Graph.WholeNumbers;

/// <summary>Hard swish of 8-bit levels in 16-bit steps: x on a scale of 128ths of the input's, and a share of 0 to 1 from relu6.</summary>
internal static class WholeHardSwish
{
    /// <summary>What 1 is in the share before it is moved to 0 to 1: relu6(x + 3) / 6 is (x / 3 + 1) / 2 between -3 and 3.</summary>
    private const float ShareScale = 3f / 32768;

    private const int Hires = 7;

    /// <summary>The result; <see langword="null"/>: for other quantisations there is no such kernel.</summary>
    public static Tensor? Run(Tensor input, Quantization from, Quantization to)
    {
        float hires = 1f / (1 << Hires) * from.Scales[0];
        Multiplier output = Multiplier.Of(hires / to.Scales[0]);
        Multiplier share = Multiplier.Of(hires / ShareScale);
        if (from.Type == ElementType.Int16 || to.Type == ElementType.Int16 || output.Shift > 0)
        {
            return null;
        }

        (short outputFactor, short shareFactor) = (Narrow(output.Factor), Narrow(share.Factor));
        int[] levels = Levels.Above(input, from.ZeroPoints[0]);
        for (int i = 0; i < levels.Length; i++)
        {
            short x = (short)(levels[i] << Hires);
            short scaled = DoublingHigh(x, outputFactor);
            int part = Share(x, shareFactor, share.Shift);
            int product = Saturated((part * scaled) / (1 << 15));
            levels[i] = Math.Clamp(Multiplier.RoundingRight(product, -output.Shift) + to.ZeroPoints[0], to.Lowest, to.Highest);
        }

        return Levels.ToTensor(to.Type, levels, input.Shape.AsSpan());
    }

    /// <summary>relu6(x + 3) / 6 in 32768ths.</summary>
    private static int Share(short x, short factor, int shift)
    {
        short part = x;
        if (shift > 0)
        {
            part = Saturated(part << (shift - 1));
        }

        part = DoublingHigh(part, factor);
        if (shift > 0)
        {
            part = Saturated(part << 1);
        }

        if (shift < 0)
        {
            part = (short)Multiplier.RoundingRight(part, -shift);
        }

        return (part + (1 << 15)) >> 1;
    }

    private static short Narrow(int factor) =>
        factor >= int.MaxValue - (1 << 15) ? short.MaxValue : (short)((factor + (1 << 15)) >> 16);

    private static short Saturated(int number) => (short)Math.Clamp(number, short.MinValue, short.MaxValue);

    /// <summary>Upper half of twice the product in 16 bits, rounded; halves up.</summary>
    private static short DoublingHigh(short a, short b)
    {
        int product = a * b;
        return Saturated((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
    }
}
