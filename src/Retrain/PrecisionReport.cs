using System.Globalization;
using Retrain.Evaluation;
using Retrain.Quantizing;

namespace Retrain;

/// <summary>What whole numbers cost: the same training on the features of the float network and on those of the quantised one.</summary>
public sealed record PrecisionReport
{
    /// <summary>A larger loss of test accuracy is a warning.</summary>
    public const double MostLoss = 0.01;

    /// <summary>How ranges were found: the best on the validation photos of all that were tried.</summary>
    public required CalibrationMethod Method { get; init; }

    /// <summary>Training photos that ranges were taken from.</summary>
    public required int CalibrationPhotos { get; init; }

    /// <summary>What was tried, in that order; the answers of one layer on the quantised features of the same photos.</summary>
    public required IReadOnlyList<CalibrationTrial> Trials { get; init; }

    /// <summary>How the float network does on the test photos, with a layer trained on its features.</summary>
    public required EvaluationReport FloatReport { get; init; }

    /// <summary>How the network on whole numbers does, the one that is written; the same test photos.</summary>
    public required EvaluationReport Int8Report { get; init; }

    /// <summary>Test accuracy that whole numbers cost; negative: they gained. <see langword="null"/>: there was no test photo.</summary>
    public double? Loss => FloatReport.Accuracy - Int8Report.Accuracy;

    /// <summary>Whether they cost more than <see cref="MostLoss"/>.</summary>
    public bool LosesMuch => Loss > MostLoss + 1e-9;

    /// <summary>Both figures side by side: <c>float 91.0 %, int8 90.6 % (N = 500)</c>.</summary>
    public override string ToString() => FloatReport.N == 0
        ? "no test photo to compare float and int8 on"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"float {100 * FloatReport.Accuracy:F1} %, int8 {100 * Int8Report.Accuracy:F1} % (N = {Int8Report.N})");
}
