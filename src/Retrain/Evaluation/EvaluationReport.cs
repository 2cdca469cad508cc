namespace Retrain.Evaluation;

/// <summary>What a model gets right and wrong on a set of photos. Numbers are as counted: nothing is smoothed, capped or rounded.</summary>
/// <param name="Confusion">Counts by class and prediction, with the measures of each class.</param>
/// <param name="Interval">95 % Wilson interval of the accuracy; 0 to 1 if there are no photos.</param>
/// <param name="Misclassified">The photos that are wrong, in the order of the list of photos.</param>
public sealed record EvaluationReport(ConfusionMatrix Confusion, Interval Interval, IReadOnlyList<Misclassified> Misclassified)
{
    /// <summary>Confidence of <see cref="Interval"/>.</summary>
    public const double Confidence = 0.95;

    /// <summary>Photos looked at.</summary>
    public int N => Confusion.Photos;

    /// <summary>Photos that are right.</summary>
    public int Correct => Confusion.Correct;

    /// <summary>Share of the photos that are right, 0 to 1; NaN without photos.</summary>
    public double Accuracy => Confusion.Accuracy;

    /// <summary>Measures of each class, in label order.</summary>
    public IReadOnlyList<ClassMeasures> Classes => Confusion.Classes;
}
