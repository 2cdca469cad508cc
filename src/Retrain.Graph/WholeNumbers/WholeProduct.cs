namespace Retrain.Graph.WholeNumbers;

/// <summary>Products of two tensors, element by element.</summary>
internal static class WholeProduct
{
    /// <summary>The result; <see langword="null"/>: the quantisations do not fit together.</summary>
    public static Tensor? Run(
        IReadOnlyList<Tensor> inputs,
        (Quantization A, Quantization B, Quantization To) quantizations,
        (float Low, float High)? limits,
        int[] shape)
    {
        (Quantization first, Quantization second, Quantization to) = quantizations;
        if (second.IsPerChannel || !Levels.IsActivation(second.Type))
        {
            return null;
        }

        Multiplier multiplier = Multiplier.Of((double)first.Scales[0] * second.Scales[0] / to.Scales[0]);
        (int low, int high) = Levels.Range(to, limits);
        int[] a = Levels.Above(Rearrange.Expand(inputs[0], shape), first.ZeroPoints[0]);
        int[] b = Levels.Above(Rearrange.Expand(inputs[1], shape), second.ZeroPoints[0]);
        for (int i = 0; i < a.Length; i++)
        {
            a[i] = Math.Clamp(unchecked(multiplier.Times(a[i] * b[i]) + to.ZeroPoints[0]), low, high);
        }

        return Levels.ToTensor(to.Type, a, shape);
    }
}
