using System.Runtime.InteropServices;

namespace Retrain.Evaluation;

/// <summary>Counts of photos by what they are (rows) and what the model says (columns). Immutable, safe to share between threads.</summary>
public sealed class ConfusionMatrix
{
    // Only what is above 0 is kept: of 5,000 classes the whole matrix would take 100 MB, and thousands of photos fill little of it.
    private readonly Dictionary<(int Truth, int Predicted), int> counts;

    private ConfusionMatrix(IReadOnlyList<string> labels, Dictionary<(int Truth, int Predicted), int> counts)
    {
        Labels = labels;
        this.counts = counts;
        int[] rows = new int[labels.Count];
        int[] columns = new int[labels.Count];
        foreach (((int truth, int predicted), int count) in counts)
        {
            rows[truth] += count;
            columns[predicted] += count;
        }

        Classes = [.. labels.Select((label, c) => new ClassMeasures(label, rows[c], columns[c], this[c, c]))];
        Photos = rows.Sum();
        Correct = Classes.Sum(c => c.Correct);
    }

    /// <summary>Names of the rows and of the columns.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Measures of each class, in the order of <see cref="Labels"/>.</summary>
    public IReadOnlyList<ClassMeasures> Classes { get; }

    /// <summary>All photos counted.</summary>
    public int Photos { get; }

    /// <summary>Photos on the diagonal.</summary>
    public int Correct { get; }

    /// <summary>Share of the photos that are right, 0 to 1; NaN without photos.</summary>
    public double Accuracy => (double)Correct / Photos;

    /// <summary>
    /// Mean recall of the classes that have photos, 0 to 1: every class weighs the same, rare or not. NaN without photos.
    /// </summary>
    public double BalancedAccuracy => Macro().Recall;

    /// <summary>Photos of class <paramref name="truth"/> that the model says are of class <paramref name="predicted"/>.</summary>
    public int this[int truth, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)truth, (uint)Labels.Count, nameof(truth));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Labels.Count, nameof(predicted));
            return counts.GetValueOrDefault((truth, predicted));
        }
    }

    /// <summary>All counts above 0, row after row.</summary>
    internal IEnumerable<(int Truth, int Predicted, int Count)> Cells =>
        counts.OrderBy(cell => cell.Key).Select(cell => (cell.Key.Truth, cell.Key.Predicted, cell.Value));

    /// <summary>Counts pairs of classes.</summary>
    /// <param name="labels">Names of the classes, C of them.</param>
    /// <param name="truth">Class of each photo, 0 to C - 1.</param>
    /// <param name="predicted">What the model says of each photo, 0 to C - 1, as long as <paramref name="truth"/>.</param>
    /// <exception cref="ArgumentException">The two lists differ in length, or hold a class that is not there.</exception>
    public static ConfusionMatrix Count(IReadOnlyList<string> labels, IReadOnlyList<int> truth, IReadOnlyList<int> predicted)
    {
        if (truth.Count != predicted.Count)
        {
            throw new ArgumentException($"{predicted.Count} predictions for {truth.Count} photos.", nameof(predicted));
        }

        var counts = new Dictionary<(int Truth, int Predicted), int>();
        for (int i = 0; i < truth.Count; i++)
        {
            if ((uint)truth[i] >= (uint)labels.Count || (uint)predicted[i] >= (uint)labels.Count)
            {
                throw new ArgumentException(
                    $"Photo {i}: class {truth[i]} predicted as {predicted[i]}, of {labels.Count} classes.", nameof(truth));
            }

            CollectionsMarshal.GetValueRefOrAddDefault(counts, (truth[i], predicted[i]), out _)++;
        }

        return new ConfusionMatrix([.. labels], counts);
    }

    /// <summary>Means in which every class weighs the same.</summary>
    /// <param name="undefined">
    /// What an undefined value counts as. NaN, the default, leaves it out of the mean: a class without photos cannot be measured and moves
    /// nothing. 0 or 1 is what scikit-learn calls <c>zero_division</c>.
    /// </param>
    public MeanMeasures Macro(double undefined = double.NaN) => Mean(undefined, _ => 1);

    /// <summary>Means in which a class weighs as much as it has photos.</summary>
    /// <param name="undefined">As for <see cref="Macro"/>. Where all classes with a value have no photos, they weigh the same.</param>
    public MeanMeasures Weighted(double undefined = double.NaN) => Mean(undefined, c => c.Photos);

    private MeanMeasures Mean(double undefined, Func<ClassMeasures, int> weight) =>
        new(Mean(undefined, weight, c => c.Precision), Mean(undefined, weight, c => c.Recall), Mean(undefined, weight, c => c.F1));

    private double Mean(double undefined, Func<ClassMeasures, int> weight, Func<ClassMeasures, double> value)
    {
        double sum = 0;
        double plainSum = 0;
        double weights = 0;
        int n = 0;
        foreach (ClassMeasures measures in Classes)
        {
            double v = double.IsNaN(value(measures)) ? undefined : value(measures);
            if (!double.IsNaN(v))
            {
                sum += v * weight(measures);
                plainSum += v;
                weights += weight(measures);
                n++;
            }
        }

        return weights > 0 ? sum / weights : plainSum / n;
    }
}
