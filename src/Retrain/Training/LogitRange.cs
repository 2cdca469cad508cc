namespace Retrain.Training;

/// <summary>
/// Range of the quantiser on the logits: an average of each batch's least and largest logit that forgets slowly (decay 0.999) and is
/// corrected for its start at zero, in TensorFlow's float32 arithmetic (REFERENCE 5.3).
/// </summary>
internal sealed class LogitRange
{
    private const float Forgets = 0.001f;

    private float biasedMin;
    private float biasedMax;
    private int count;

    /// <summary>Lower end, 0 or less. 0 before the first batch.</summary>
    public float Min { get; private set; }

    /// <summary>Upper end, 0 or more. 6 before the first batch.</summary>
    public float Max { get; private set; } = 6;

    /// <summary>All that is remembered, for a checkpoint.</summary>
    public (float BiasedMin, float BiasedMax, int Count) State
    {
        get => (biasedMin, biasedMax, count);
        set
        {
            (biasedMin, biasedMax, count) = value;
            if (count > 0)
            {
                Correct();
            }
        }
    }

    /// <summary>Takes a batch in.</summary>
    /// <param name="least">Its least logit.</param>
    /// <param name="largest">Its largest logit.</param>
    public void Include(float least, float largest)
    {
        biasedMin -= (biasedMin - Math.Min(least, 0)) * Forgets;
        biasedMax -= (biasedMax - Math.Max(largest, 0)) * Forgets;
        count++;
        Correct();
    }

    private void Correct()
    {
        float weight = 1 - MathF.Pow(1 - Forgets, count);
        Min = biasedMin / weight;
        Max = biasedMax / weight;
    }
}
