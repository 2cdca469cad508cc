using Retrain.Graph.Ops;

namespace Retrain.Training;

/// <summary>The levels of one of a head's quantisers, with TensorFlow 1's arithmetic.</summary>
internal readonly struct HeadLevels
{
    private readonly FakeQuantizeLevels levels;

    private HeadLevels(float min, float max, float lowest) => levels = new FakeQuantizeLevels(min, max, lowest, 255);

    /// <summary>Levels 1 to 255 over the range of the weights.</summary>
    public static HeadLevels OfWeights(HeadQuantization ranges) => new(ranges.WeightMin, ranges.WeightMax, 1);

    /// <summary>Levels 0 to 255 over the range of the logits.</summary>
    public static HeadLevels OfLogits(HeadQuantization ranges) => new(ranges.LogitMin, ranges.LogitMax, 0);

    /// <summary>The lowest level.</summary>
    public float Low => levels.Low;

    /// <summary>The highest level.</summary>
    public float High => levels.High;

    /// <summary>From a level to the next, above 0.</summary>
    public float Step => levels.Scale;

    /// <summary>Whether a gradient passes at a value.</summary>
    public bool Passes(float value) => levels.Passes(value);

    /// <summary>The level nearest to a value.</summary>
    public float Round(float value) => levels.Round(value, FakeQuantizeFormula.TensorFlow1);

    /// <summary>The levels nearest to values, in a new array.</summary>
    public float[] Round(float[] values) => Array.ConvertAll(values, Round);
}
