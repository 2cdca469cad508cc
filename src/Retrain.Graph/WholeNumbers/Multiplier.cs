namespace Retrain.Graph.WholeNumbers;

/// <summary>
/// A real number above 0 as whole-number arithmetic multiplies by it: Factor / 2^31 * 2^Shift, with a factor of 31 bits.
/// </summary>
/// <param name="Factor">2^30 to 2^31 - 1; 0 for what is too small.</param>
/// <param name="Shift">The power of two.</param>
internal readonly record struct Multiplier(int Factor, int Shift)
{
    private const int LeastShift = -31;

    /// <summary>The nearest one to a number of 0 or more.</summary>
    public static Multiplier Of(double number)
    {
        if (number == 0)
        {
            return default;
        }

        int shift = Math.ILogB(number) + 1;
        long factor = (long)Math.Round(Math.ScaleB(number, -shift) * (1L << 31), MidpointRounding.AwayFromZero);
        if (factor == 1L << 31)
        {
            (factor, shift) = (factor / 2, shift + 1);
        }

        return shift < LeastShift ? default : new Multiplier((int)factor, Math.Min(shift, 30));
    }

    /// <summary>The product, rounded twice: to a whole number before the shift to the right, and by it.</summary>
    public int Times(int number)
    {
        int high = DoublingHigh(unchecked(number << Math.Max(Shift, 0)), Factor);
        return RoundingRight(high, Math.Max(-Shift, 0));
    }

    /// <summary>The product of a sum of 16-bit activations: the factor in 15 bits, rounded once (halves up).</summary>
    public int Times(long number)
    {
        long reduced = Factor < 0x7FFF0000 ? (Factor + (1 << 15)) >> 16 : 0x7FFF;
        int shift = 15 - Math.Min(Shift, 14);
        return unchecked((int)(((number * reduced) + (1L << (shift - 1))) >> shift));
    }

    /// <summary>Upper half of twice the product, rounded; halves up.</summary>
    public static int DoublingHigh(int a, int b)
    {
        if (a == int.MinValue && b == int.MinValue)
        {
            return int.MaxValue;
        }

        long product = (long)a * b;
        long nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
        return (int)((product + nudge) / (1L << 31));
    }

    /// <summary>A number over 2^<paramref name="bits"/>, rounded; halves away from 0.</summary>
    public static int RoundingRight(int number, int bits)
    {
        int mask = (int)((1L << bits) - 1);
        int rest = number & mask;
        int half = (mask >> 1) + (number < 0 ? 1 : 0);
        return bits == 31 ? LongRoundingRight(number) : (number >> bits) + (rest > half ? 1 : 0);
    }

    private static int LongRoundingRight(long number) => number switch
    {
        >= 1L << 30 => 1,
        <= -(1L << 30) => -1,
        _ => 0,
    };
}
