namespace Retrain.Exports;

/// <summary>How a model is converted. All may be left out.</summary>
public sealed record ModelConversionOptions
{
    /// <summary>
    /// The format; <see langword="null"/>: <c>.onnx</c> and <c>.pb</c> at the end of the output's name say it, a name without an ending
    /// means a SavedModel.
    /// </summary>
    public ModelFormat? Format { get; init; }

    /// <summary>Whether an output that is there already is replaced. Default no.</summary>
    public bool Force { get; init; }

    /// <summary>Which part of the model.</summary>
    public ModelChoice Choice { get; init; } = new();
}
