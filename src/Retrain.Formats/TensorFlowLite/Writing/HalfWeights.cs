using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Float32 constants in half the bytes.</summary>
internal static class HalfWeights
{
    /// <summary>The bits of float16 as UInt16; <see langword="null"/>: no list of floats, or one with a number too large.</summary>
    public static Tensor? Of(Tensor tensor)
    {
        if (tensor.Type != ElementType.Float32 || tensor.Length < 2)
        {
            return null;
        }

        ReadOnlySpan<float> floats = tensor.Floats;
        ushort[] halves = new ushort[floats.Length];
        for (int i = 0; i < halves.Length; i++)
        {
            var half = (Half)floats[i];
            if (!Half.IsFinite(half) && float.IsFinite(floats[i]))
            {
                return null;
            }

            halves[i] = BitConverter.HalfToUInt16Bits(half);
        }

        return Tensor.Of(halves, tensor.Shape.AsSpan());
    }
}
