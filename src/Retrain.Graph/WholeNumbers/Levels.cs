namespace Retrain.Graph.WholeNumbers;

/// <summary>Levels of tensors as int32, and back.</summary>
internal static class Levels
{
    /// <summary>Types that activations and weights have.</summary>
    public static bool IsActivation(ElementType type) => type is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16;

    /// <summary>How far each element lies above a level.</summary>
    public static int[] Above(Tensor tensor, int zero)
    {
        int[] levels = new int[tensor.Length];
        switch (tensor.Type)
        {
            case ElementType.Int8:
                Fill(tensor.Span<sbyte>(), v => v - zero);
                break;
            case ElementType.UInt8:
                Fill(tensor.Span<byte>(), v => v - zero);
                break;
            case ElementType.Int16:
                Fill(tensor.Span<short>(), v => v - zero);
                break;
            case ElementType.Int32:
                Fill(tensor.Span<int>(), v => unchecked(v - zero));
                break;
            default:
                throw new GraphException($"{tensor} holds no levels");
        }

        return levels;

        void Fill<T>(ReadOnlySpan<T> elements, Func<T, int> above)
        {
            for (int i = 0; i < elements.Length; i++)
            {
                levels[i] = above(elements[i]);
            }
        }
    }

    /// <summary>Levels that fit their type as a tensor.</summary>
    public static Tensor ToTensor(ElementType type, int[] levels, params ReadOnlySpan<int> shape) => type switch
    {
        ElementType.Int8 => Tensor.Of(Array.ConvertAll(levels, v => (sbyte)v), shape),
        ElementType.UInt8 => Tensor.Of(Array.ConvertAll(levels, v => (byte)v), shape),
        ElementType.Int16 => Tensor.Of(Array.ConvertAll(levels, v => (short)v), shape),
        _ => Tensor.Of(levels, shape),
    };

    /// <summary>The levels that an output may have: those of its type, within the limits of an activation.</summary>
    public static (int Low, int High) Range(Quantization quantization, (float Low, float High)? limits)
    {
        (int low, int high) = (quantization.Lowest, quantization.Highest);
        if (limits is not { } real)
        {
            return (low, high);
        }

        low = Math.Max(low, Level(real.Low));
        high = Math.Min(high, Level(real.High));
        return (Math.Min(low, high), high);

        int Level(float limit) => (int)Math.Clamp(
            quantization.ZeroPoints[0] + (double)MathF.Round(limit / quantization.Scales[0], MidpointRounding.AwayFromZero),
            int.MinValue, int.MaxValue);
    }
}
