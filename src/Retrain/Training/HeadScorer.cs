using Retrain.Bottlenecks;

namespace Retrain.Training;

/// <summary>Scores of a head.</summary>
internal static class HeadScorer
{
    /// <summary>Softmax scores of the given rows, float32 [rows.Count, C], row-major.</summary>
    public static float[] Scores(Head head, FeatureMatrix features, IReadOnlyList<int> rows)
    {
        float[] scores = Logits(head, features, rows);
        for (int i = 0; i < rows.Count; i++)
        {
            SoftmaxLoss.Softmax(scores.AsSpan(i * head.Classes, head.Classes));
        }

        return scores;
    }

    /// <summary>Right answers and mean cross-entropy of the given rows; NaN without rows.</summary>
    public static (int Right, double CrossEntropy) Measure(
        Head head, FeatureMatrix features, IReadOnlyList<int> classes, IReadOnlyList<int> rows)
    {
        float[] logits = Logits(head, features, rows);
        int right = 0;
        double sum = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(i * head.Classes, head.Classes);
            right += SoftmaxLoss.Best(row) == classes[rows[i]] ? 1 : 0;
            sum += SoftmaxLoss.CrossEntropy(row, classes[rows[i]]);
        }

        return (right, sum / rows.Count);
    }

    /// <summary>x W + b of the given rows, float32 [rows.Count, C], row-major.</summary>
    /// <exception cref="ArgumentException">Head and features have different widths.</exception>
    public static float[] Logits(Head head, FeatureMatrix features, IReadOnlyList<int> rows)
    {
        if (head.Features != features.Width)
        {
            throw new ArgumentException($"a head of {head.Features} features cannot score photos of {features.Width}", nameof(features));
        }

        features.Expect(ReadingOrder.Ascending);
        int[] photos = [.. rows];
        if (head.Hidden is { } hidden)
        {
            var units = new Head(hidden.Weights, hidden.Biases);
            float[] activations = Products(units, features, photos, units.Weights);
            foreach (ref float activation in activations.AsSpan())
            {
                activation = Math.Max(activation, 0);
            }

            features = new FeatureMatrix(activations, hidden.Units);
            photos = [.. Enumerable.Range(0, photos.Length)];
        }

        if (head.Quantization is not { } ranges)
        {
            return Products(head, features, photos, head.Weights);
        }

        float[] logits = Products(head, features, photos, HeadLevels.OfWeights(ranges).Round(head.Weights));
        return HeadLevels.OfLogits(ranges).Round(logits);
    }

    /// <summary>x W + b with the given W in place of the head's.</summary>
    private static float[] Products(Head head, FeatureMatrix features, int[] photos, float[] headWeights)
    {
        int classes = head.Classes;
        int padded = ClassBlocks.Padded(classes);
        float[] weights = ClassBlocks.Transpose(headWeights, head.Classes);
        float[] logits = new float[checked(photos.Length * classes)];
        int blocks = (photos.Length + ClassBlocks.Photos - 1) / ClassBlocks.Photos;
        ClassBlocks.Run(blocks, (long)photos.Length * weights.Length, block =>
        {
            int from = block * ClassBlocks.Photos;
            ReadOnlySpan<int> some = photos.AsSpan(from, Math.Min(ClassBlocks.Photos, photos.Length - from));
            float[] sums = new float[some.Length * padded];
            DenseKernels.Forward(features, some, weights, sums);
            for (int i = 0; i < some.Length; i++)
            {
                for (int c = 0; c < classes; c++)
                {
                    logits[((from + i) * classes) + c] = sums[(i * padded) + c] + head.Biases[c];
                }
            }
        });
        return logits;
    }
}
