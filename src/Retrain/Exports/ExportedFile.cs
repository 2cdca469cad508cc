namespace Retrain.Exports;

/// <summary>A file or folder of an export.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name in the output folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Comparison">How it answers beside the trained model; <see langword="null"/>: it could not be written at all.</param>
/// <param name="Fault">Why it was not written, or only because it was forced; <see langword="null"/>: it is as it should be.</param>
/// <param name="IsWritten">Whether it is in the output folder.</param>
public sealed record ExportedFile(
    ExportKind Kind, string Name, long Bytes, ExportComparison? Comparison, string? Fault, bool IsWritten)
{
    /// <summary>How exact it is.</summary>
    public ExportPrecision Precision => ExportForm.Of(Kind).Precision;

    /// <summary>Whether it labels more than one in a hundred photos worse than the trained model.</summary>
    public bool HasLostAccuracy => Comparison is { } c && c.TrainedAccuracy - c.Accuracy > 0.01 + 1e-9;
}
