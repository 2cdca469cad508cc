using Retrain.Evaluation;
using Retrain.Photos;

namespace Retrain.Tests.Evaluation;

/// <summary>Makes reports from counts.</summary>
internal static class Example
{
    /// <summary>
    /// A report of as many photos as the matrix counts (rows truth); the predicted class scores 0.75, the true one 0.25, others 0.
    /// </summary>
    public static EvaluationReport Report(string[] labels, int[,] counts)
    {
        List<Photo> photos = [];
        List<float> scores = [];
        for (int truth = 0; truth < labels.Length; truth++)
        {
            for (int predicted = 0; predicted < labels.Length; predicted++)
            {
                for (int i = 0; i < counts[truth, predicted]; i++)
                {
                    string name = $"{labels[truth]}/{photos.Count}.jpg";
                    photos.Add(new Photo("flowers/" + name, name, truth));
                    float[] row = new float[labels.Length];
                    row[truth] = 0.25f;
                    row[predicted] = 0.75f;
                    scores.AddRange(row);
                }
            }
        }

        return Evaluator.Evaluate(labels, photos, [.. photos.Select(p => p.Class)], [.. scores]);
    }

    /// <summary>All photos of <paramref name="classes"/> classes right, but one of each taken for the next class.</summary>
    public static EvaluationReport Ring(int classes, int photos, Func<int, string> label)
    {
        int[,] counts = new int[classes, classes];
        for (int c = 0; c < classes; c++)
        {
            counts[c, c] = photos - 1;
            counts[c, (c + 1) % classes] = 1;
        }

        return Report([.. Enumerable.Range(0, classes).Select(label)], counts);
    }
}
