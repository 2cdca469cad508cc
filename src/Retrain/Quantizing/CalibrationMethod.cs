namespace Retrain.Quantizing;

/// <summary>How the range of an activation follows from what was seen of it.</summary>
public enum CalibrationMethod
{
    /// <summary>From the least to the greatest value.</summary>
    MinMax,

    /// <summary>Without the outermost 0.01 % on each side.</summary>
    Percentile,

    /// <summary>The range with the least mean square error of the rounded values.</summary>
    MeanSquareError,
}
