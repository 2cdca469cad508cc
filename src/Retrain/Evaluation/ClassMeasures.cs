namespace Retrain.Evaluation;

/// <summary>
/// How well one class is recognised. A share that nothing was counted for is undefined and given as NaN, never as 0 or 1.
/// </summary>
/// <param name="Label">The class.</param>
/// <param name="Photos">Photos that are of the class.</param>
/// <param name="Predicted">Photos that the model says are of the class, rightly or not.</param>
/// <param name="Correct">Photos of the class that the model says are of it.</param>
public sealed record ClassMeasures(string Label, int Photos, int Predicted, int Correct)
{
    /// <summary>Share of the photos called so that are so, 0 to 1; NaN if none was called so.</summary>
    public double Precision => (double)Correct / Predicted;

    /// <summary>Share of the class's photos that were recognised, 0 to 1; NaN if it has none.</summary>
    public double Recall => (double)Correct / Photos;

    /// <summary>
    /// Harmonic mean of precision and recall, written as 2 correct / (photos + predicted), 0 to 1; so it is 0 where only one of the two is
    /// undefined, and NaN if the class has no photo and was never predicted.
    /// </summary>
    public double F1 => 2.0 * Correct / ((double)Photos + Predicted);
}
