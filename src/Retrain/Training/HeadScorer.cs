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

    /// <summary>x W + b of the given rows, float32 [rows.Count, C], row-major.</summary>
    /// <exception cref="ArgumentException">Head and features have different widths.</exception>
    public static float[] Logits(Head head, FeatureMatrix features, IReadOnlyList<int> rows)
    {
        if (head.Features != features.Width)
        {
            throw new ArgumentException($"a head of {head.Features} features cannot score photos of {features.Width}", nameof(features));
        }

        int classes = head.Classes;
        int padded = ClassBlocks.Padded(classes);
        float[] weights = ClassBlocks.Transpose(head);
        int[] photos = [.. rows];
        float[] logits = new float[photos.Length * classes];
        int blocks = (photos.Length + ClassBlocks.Photos - 1) / ClassBlocks.Photos;
        ClassBlocks.Run(blocks, (long)photos.Length * weights.Length, block =>
        {
            int from = block * ClassBlocks.Photos;
            ReadOnlySpan<int> some = photos.AsSpan(from, Math.Min(ClassBlocks.Photos, photos.Length - from));
            float[] sums = new float[some.Length * padded];
            DenseKernels.Forward(features.Values, features.Width, some, weights, sums);
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
