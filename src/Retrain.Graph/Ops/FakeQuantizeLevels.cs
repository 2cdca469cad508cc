namespace Retrain.Graph.Ops;

/// <summary>Levels of one range, moved so that 0 is one of them. Every operation is rounded to float32 by itself.</summary>
internal readonly struct FakeQuantizeLevels
{
    private readonly float scale;
    private readonly float inverse;
    private readonly float low;
    private readonly float high;
    private readonly bool isEmpty;

    /// <summary>Levels of a range.</summary>
    /// <param name="min">Lower end.</param>
    /// <param name="max">Upper end.</param>
    /// <param name="lowest">Number of the lowest level: 0, or 1 if the range is narrow.</param>
    /// <param name="highest">Number of the highest level, 255 with 8 bits.</param>
    public FakeQuantizeLevels(float min, float max, float lowest, float highest)
    {
        isEmpty = min == 0 && max == 0;
        scale = (max - min) / (highest - lowest);
        inverse = (highest - lowest) / (max - min);
        float zero = lowest - (min / scale);
        zero = zero < lowest ? lowest : zero > highest ? highest : MathF.Floor(zero + 0.5f);
        low = (lowest - zero) * scale;
        high = (highest - zero) * scale;
    }

    /// <summary>The lowest level.</summary>
    public float Low => isEmpty ? 0 : low;

    /// <summary>The highest level.</summary>
    public float High => isEmpty ? 0 : high;

    /// <summary>From a level to the next; of a range of nothing, whose only level is 0, it is 1.</summary>
    public float Scale => isEmpty ? 1 : scale;

    /// <summary>Whether a gradient passes at x: where x lies inside the moved range; everywhere if the range is 0 to 0.</summary>
    public bool Passes(float x) => isEmpty || (x >= low && x <= high);

    /// <summary>The level nearest to x.</summary>
    public float Round(float x, FakeQuantizeFormula formula)
    {
        if (isEmpty)
        {
            return 0;
        }

        float above = (x < low ? low : x > high ? high : x) - low;
        if (formula == FakeQuantizeFormula.TensorFlow1)
        {
            return (MathF.Floor((above / scale) + 0.5f) * scale) + low;
        }

        bool isArgs = formula == FakeQuantizeFormula.TensorFlow2Args;
        float zero = MathF.Floor((isArgs ? -low * inverse : -low / scale) + 0.5f);
        return MathF.Floor((isArgs ? above * inverse : above / scale) - zero + 0.5f) * scale;
    }
}
