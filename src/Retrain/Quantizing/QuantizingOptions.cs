using Retrain.Graph;

namespace Retrain.Quantizing;

/// <summary>How a network is quantised.</summary>
internal sealed record QuantizingOptions
{
    /// <summary>How ranges of activations are found.</summary>
    public CalibrationMethod Method { get; init; } = CalibrationMethod.MinMax;

    /// <summary>Where pixels lie, the range of the preprocessing; <see langword="null"/>: what calibration saw.</summary>
    public ValueRange? InputRange { get; init; }
}
