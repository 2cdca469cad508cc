using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlowLite.Writing;

/// <summary>Activations that other operators do along the way.</summary>
internal static class FusedActivations
{
    /// <summary>The word for limits; <see langword="null"/>: there is none.</summary>
    public static Schema.Activation? Of(float low, float high) => (low, high) switch
    {
        (float.NegativeInfinity, float.PositiveInfinity) => Schema.Activation.NONE,
        (0, float.PositiveInfinity) => Schema.Activation.RELU,
        (0, 6) => Schema.Activation.RELU6,
        (-1, 1) => Schema.Activation.RELU_N1_TO_1,
        _ => null,
    };

    /// <summary>That of an operator on whole numbers.</summary>
    /// <exception cref="GraphException">Its limits have no word, and its levels reach beyond them.</exception>
    public static Schema.Activation Of(Quantized quantized)
    {
        if (quantized.Limits is not var (low, high))
        {
            return Schema.Activation.NONE;
        }

        if (Of(low, high) is { } activation)
        {
            return activation;
        }

        // Limits that no level reaches are none.
        return quantized.Outputs is [{ IsPerChannel: false } to] && Real(to, to.Lowest) >= low && Real(to, to.Highest) <= high
            ? Schema.Activation.NONE
            : throw new GraphException($"limits of {low} and {high} on whole numbers");
    }

    private static double Real(Quantization levels, int level) => (level - (double)levels.ZeroPoints[0]) * levels.Scales[0];
}
