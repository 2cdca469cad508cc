using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Evaluation;

/// <summary>Compares a model's scores with the truth.</summary>
public static class Evaluator
{
    /// <summary>Makes the report of a set of photos.</summary>
    /// <param name="labels">Names of the classes, C of them, in the order of the scores.</param>
    /// <param name="photos">The photos, N of them; may be none.</param>
    /// <param name="truth">Class of each photo, 0 to C - 1.</param>
    /// <param name="scores">[N, C], row-major: the larger, the likelier. The first of equal largest scores is the prediction.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a class is not there.</exception>
    /// <exception cref="RetrainException">A score is not a number: the model is broken.</exception>
    public static EvaluationReport Evaluate(
        IReadOnlyList<string> labels, IReadOnlyList<Photo> photos, IReadOnlyList<int> truth, float[] scores)
    {
        if (truth.Count != photos.Count || scores.Length != (long)photos.Count * labels.Count)
        {
            throw new ArgumentException(
                $"{truth.Count} classes and {scores.Length} scores do not fit {photos.Count} photos of {labels.Count} classes.",
                nameof(scores));
        }

        int[] predicted = new int[photos.Count];
        var misclassified = new List<Misclassified>();
        for (int i = 0; i < photos.Count; i++)
        {
            ReadOnlySpan<float> row = scores.AsSpan(i * labels.Count, labels.Count);
            predicted[i] = Largest(row, photos[i]);
            if (predicted[i] != truth[i] && (uint)truth[i] < (uint)labels.Count)
            {
                misclassified.Add(new Misclassified(photos[i], labels[truth[i]], labels[predicted[i]], row[predicted[i]], row[truth[i]]));
            }
        }

        var confusion = ConfusionMatrix.Count(labels, truth, predicted);
        return new EvaluationReport(
            confusion, Intervals.Wilson(confusion.Correct, confusion.Photos, EvaluationReport.Confidence), misclassified);
    }

    private static int Largest(ReadOnlySpan<float> row, Photo photo)
    {
        int largest = 0;
        for (int c = 0; c < row.Length; c++)
        {
            if (float.IsNaN(row[c]))
            {
                throw new RetrainException(
                    $"The model's scores of {photo.Path} are not numbers. Weights that grew without limit do this: "
                    + "retrain with a smaller --learning_rate.");
            }

            largest = row[c] > row[largest] ? c : largest;
        }

        return largest;
    }
}
