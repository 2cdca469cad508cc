using Retrain.Quantizing;

namespace Retrain.Exports;

/// <summary>How a model is exported.</summary>
public sealed record ModelExportOptions
{
    /// <summary>What is written; empty: float32 in each format, or int8 and ONNX for a model on whole numbers.</summary>
    public IReadOnlyList<ExportKind> Kinds { get; init; } = [];

    /// <summary>
    /// Folder of the photos that the model was trained with, one sub-folder a class; <see langword="null"/>: the one that the model's
    /// <c>run.json</c> names. Test photos show what each file is worth, training photos calibrate whole numbers.
    /// </summary>
    public string? ImageDir { get; init; }

    /// <summary>Write files too whose answers differ by more than their precision explains.</summary>
    public bool Force { get; init; }

    /// <summary>How ranges are found for whole numbers; <see langword="null"/>: the way that fits the validation photos best.</summary>
    public CalibrationMethod? Calibration { get; init; }

    /// <summary>Input and output of TensorFlow Lite files on whole numbers.</summary>
    public WholeNumberInterface Int8Io { get; init; }
}
