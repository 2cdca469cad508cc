using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Quantisations that the runtime's kernels insist on.</summary>
internal static class KernelLevels
{
    /// <summary>Whether two say the same.</summary>
    public static bool AreSame(Quantization? a, Quantization? b) => a is null || b is null
        ? a is null && b is null
        : a.Type == b.Type && a.Scales.SequenceEqual(b.Scales) && a.ZeroPoints.SequenceEqual(b.ZeroPoints)
            && (a.Axis == b.Axis || !a.IsPerChannel);

    /// <summary>Of SOFTMAX and LOGISTIC: 0 to 1.</summary>
    public static Quantization? Probabilities(ElementType type) => type switch
    {
        ElementType.Int8 => Quantization.Of(type, 1f / 256, -128),
        ElementType.UInt8 => Quantization.Of(type, 1f / 256, 0),
        ElementType.Int16 => Quantization.Of(type, 1f / 32768, 0),
        _ => null,
    };

    /// <summary>Of TANH: -1 to 1.</summary>
    public static Quantization? BetweenOnes(ElementType type) => type switch
    {
        ElementType.Int8 => Quantization.Of(type, 1f / 128, 0),
        ElementType.UInt8 => Quantization.Of(type, 1f / 128, 128),
        ElementType.Int16 => Quantization.Of(type, 1f / 32768, 0),
        _ => null,
    };

    /// <summary>Of LOG_SOFTMAX: -16 to 0.</summary>
    public static Quantization? Logarithms(ElementType type) => type switch
    {
        ElementType.Int8 => Quantization.Of(type, 16f / 256, 127),
        ElementType.UInt8 => Quantization.Of(type, 16f / 256, 255),
        _ => null,
    };
}
