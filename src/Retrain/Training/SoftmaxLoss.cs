namespace Retrain.Training;

/// <summary>Softmax and its cross-entropy for one photo, float32, shifted by the largest logit so that nothing overflows.</summary>
internal static class SoftmaxLoss
{
    /// <summary>Replaces logits by softmax scores.</summary>
    public static void Softmax(Span<float> logits)
    {
        float top = logits[Best(logits)];
        float sum = 0;
        for (int c = 0; c < logits.Length; c++)
        {
            logits[c] = MathF.Exp(logits[c] - top);
            sum += logits[c];
        }

        for (int c = 0; c < logits.Length; c++)
        {
            logits[c] /= sum;
        }
    }

    /// <summary>-log softmax(logits)[truth], natural logarithm.</summary>
    public static float CrossEntropy(ReadOnlySpan<float> logits, int truth)
    {
        float top = logits[Best(logits)];
        float sum = 0;
        foreach (float logit in logits)
        {
            sum += MathF.Exp(logit - top);
        }

        return MathF.Log(sum) - (logits[truth] - top);
    }

    /// <summary>
    /// Replaces logits by the slope of the loss: (softmax - target) * weight / count, where the target is 1 at the truth, or with label
    /// smoothing (1 - s) * onehot + s / C.
    /// </summary>
    /// <param name="logits">[C], replaced.</param>
    /// <param name="truth">The photo's class.</param>
    /// <param name="smoothing">s, 0 to below 1.</param>
    /// <param name="weight">How much the photo counts.</param>
    /// <param name="count">Photos of the batch.</param>
    public static void Slope(Span<float> logits, int truth, float smoothing, float weight, int count)
    {
        Softmax(logits);
        logits[truth] -= 1 - smoothing;
        float share = smoothing / logits.Length;
        // A product, as TensorFlow's: the slope of a mean over the batch is 1 / count, rounded.
        float factor = weight * (1f / count);
        foreach (ref float slope in logits)
        {
            slope = (slope - share) * factor;
        }
    }

    /// <summary>Index of the largest value, the first one where several are equal, as TensorFlow's ArgMax.</summary>
    public static int Best(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int c = 1; c < values.Length; c++)
        {
            if (values[c] > values[best])
            {
                best = c;
            }
        }

        return best;
    }
}
