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
