using Retrain.Graph.Ops;

namespace Retrain.Graph.WholeNumbers;

/// <summary>Levels with the level of a real number around them.</summary>
internal static class WholePad
{
    /// <summary>The result; input and output have one quantisation.</summary>
    public static Tensor Run(Pad pad, Tensor input, Quantization quantization)
    {
        double level = Math.Round(pad.Fill / quantization.Scales[0], MidpointRounding.AwayFromZero) + quantization.ZeroPoints[0];
        double fill = double.IsNaN(level) ? quantization.ZeroPoints[0] : Math.Clamp(level, quantization.Lowest, quantization.Highest);
        return Rearrange.Pad(input, pad.Before, pad.After, PadMode.Constant, fill);
    }
}
