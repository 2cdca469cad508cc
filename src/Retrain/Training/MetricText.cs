using System.Globalization;

namespace Retrain.Training;

/// <summary>Measures as the original prints them (REFERENCE 5.7 and 11).</summary>
public static class MetricText
{
    /// <summary>
    /// An accuracy in per cent with one decimal, without the sign: the float32 is widened before it is multiplied, so 53 of 80 is 66.3.
    /// </summary>
    /// <param name="accuracy">0 to 1.</param>
    public static string AccuracyText(float accuracy) => (accuracy * 100.0).ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>A cross-entropy with six decimals.</summary>
    /// <param name="crossEntropy">Natural logarithm, 0 or more.</param>
    public static string CrossEntropyText(float crossEntropy) => ((double)crossEntropy).ToString("F6", CultureInfo.InvariantCulture);
}
