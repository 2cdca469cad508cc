namespace Retrain.Graph.WholeNumbers;

/// <summary>Sums and differences of two tensors: both sides are shifted left and brought to twice the larger scale first.</summary>
internal static class WholeSum
{
    private const int Shift = 20;

    /// <summary>For 16 bits, where 20 would not fit.</summary>
    private const int WideShift = 15;

    /// <summary>The result; <see langword="null"/>: the quantisations do not fit together.</summary>
    public static Tensor? Run(
        IReadOnlyList<Tensor> inputs,
        (Quantization A, Quantization B, Quantization To) quantizations,
        bool isDifference,
        (float Low, float High)? limits,
        int[] shape)
    {
        (Quantization first, Quantization second, Quantization to) = quantizations;
        if (second.IsPerChannel || second.Type != first.Type || to.Type != first.Type)
        {
            return null;
        }

        int shift = first.Type == ElementType.Int16 ? WideShift : Shift;
        double twice = 2.0 * Math.Max(first.Scales[0], second.Scales[0]);
        Multiplier left = Multiplier.Of(first.Scales[0] / twice);
        Multiplier right = Multiplier.Of(second.Scales[0] / twice);
        Multiplier back = Multiplier.Of(twice / ((1 << shift) * (double)to.Scales[0]));
        (int low, int high) = Levels.Range(to, limits);
        int[] a = Levels.Above(Rearrange.Expand(inputs[0], shape), first.ZeroPoints[0]);
        int[] b = Levels.Above(Rearrange.Expand(inputs[1], shape), second.ZeroPoints[0]);
        for (int i = 0; i < a.Length; i++)
        {
            int x = left.Times(a[i] << shift);
            int y = right.Times(b[i] << shift);
            a[i] = Math.Clamp(back.Times(isDifference ? x - y : x + y) + to.ZeroPoints[0], low, high);
        }

        return Levels.ToTensor(to.Type, a, shape);
    }
}
