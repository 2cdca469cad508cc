namespace Retrain.Quantizing;

/// <summary>Elements of about one size.</summary>
/// <param name="From">None is smaller.</param>
/// <param name="To">None is greater; equal to <paramref name="From"/> where all are the same.</param>
/// <param name="Count">How many.</param>
internal readonly record struct HistogramBin(double From, double To, long Count)
{
    /// <summary>Length.</summary>
    public double Width => To - From;
}
