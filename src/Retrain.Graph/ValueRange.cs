namespace Retrain.Graph;

/// <summary>Where the elements of a value lie.</summary>
/// <param name="Low">None is below, or those that are do not count.</param>
/// <param name="High">None is above, or those that are do not count.</param>
internal readonly record struct ValueRange(float Low, float High)
{
    /// <summary>The range that holds both.</summary>
    public ValueRange With(ValueRange other) => new(MathF.Min(Low, other.Low), MathF.Max(High, other.High));

    /// <summary>
    /// Signed bytes for the range, widened to hold 0 and moved so that 0 is a level (TensorFlow Lite's quantisation specification).
    /// </summary>
    public Quantization ToInt8()
    {
        double low = Math.Min(Low, 0.0);
        double high = Math.Max(High, 0.0);
        float scale = (float)((high - low) / (sbyte.MaxValue - sbyte.MinValue));
        if (!float.IsNormal(scale))
        {
            // A range of nothing: its only level stands for 0.
            return Quantization.Of(ElementType.Int8, 1, 0);
        }

        double zero = Math.Round(sbyte.MinValue - (low / scale), MidpointRounding.AwayFromZero);
        return Quantization.Of(ElementType.Int8, scale, (int)Math.Clamp(zero, sbyte.MinValue, sbyte.MaxValue));
    }
}
