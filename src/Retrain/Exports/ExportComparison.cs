namespace Retrain.Exports;

/// <summary>How a written file answers beside the trained model, on the same photos.</summary>
public sealed record ExportComparison
{
    /// <summary>Photos, or drawn pictures, that both answered for.</summary>
    public required int Photos { get; init; }

    /// <summary>Those that have the same label.</summary>
    public required int LabelsAgreeing { get; init; }

    /// <summary>Of those with another label the ones whose two labels were about equally likely to the trained model.</summary>
    public required int Ties { get; init; }

    /// <summary>Largest difference of a score, 0 to 1.</summary>
    public required double LargestDifference { get; init; }

    /// <summary>Mean over the photos of the difference of the trained model's best score.</summary>
    public required double MeanDifference { get; init; }

    /// <summary>Photos of <see cref="Measured"/> that the file labels right.</summary>
    public required int Correct { get; init; }

    /// <summary>Photos of <see cref="Measured"/> that the trained model labels right.</summary>
    public required int TrainedCorrect { get; init; }

    /// <summary>Photos whose right label is known.</summary>
    public required int Measured { get; init; }

    /// <summary>Median time of the network for a photo on one core in milliseconds, by <see cref="RunBy"/>.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>What ran the file, for people.</summary>
    public required string RunBy { get; init; }

    /// <summary>
    /// Largest difference of a score to the operators' own definition, on whole numbers by TensorFlow Lite's rules, for one photo; <see
    /// langword="null"/>: not computed.
    /// </summary>
    public double? ByDefinition { get; init; }

    /// <summary>Photos that got another label, ties left out.</summary>
    public int Flips => Photos - LabelsAgreeing - Ties;

    /// <summary>Share of the photos that the file labels right, 0 to 1; NaN where nothing could be measured.</summary>
    public double Accuracy => Measured == 0 ? double.NaN : (double)Correct / Measured;

    /// <summary>The same of the trained model.</summary>
    public double TrainedAccuracy => Measured == 0 ? double.NaN : (double)TrainedCorrect / Measured;
}
