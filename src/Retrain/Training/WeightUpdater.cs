namespace Retrain.Training;

/// <summary>Moves one array of weights by a rule, and keeps what the rule remembers of earlier steps.</summary>
internal sealed class WeightUpdater
{
    private readonly UpdateRule rule;
    private readonly float momentum;
    private readonly float decay;

    /// <summary>Starts without a past.</summary>
    /// <param name="options">Rule and its settings.</param>
    /// <param name="length">Number of weights.</param>
    /// <param name="decays">Whether weight decay applies: to weights, not to biases.</param>
    public WeightUpdater(SgdOptions options, int length, bool decays)
    {
        rule = options.Rule;
        momentum = options.Momentum;
        decay = decays ? options.WeightDecay : 0;
        int slots = rule switch { UpdateRule.Momentum => 1, UpdateRule.AdamW => 2, _ => 0 };
        Slots = [.. Enumerable.Range(0, slots).Select(_ => new float[length])];
    }

    /// <summary>Velocity, or first and second moments; changed by <see cref="Apply"/>.</summary>
    public IReadOnlyList<float[]> Slots { get; }

    /// <summary>Moves the weights and clears the gradient.</summary>
    /// <param name="weights">As many as at the start.</param>
    /// <param name="gradient">As many.</param>
    /// <param name="rate">Of this step.</param>
    /// <param name="update">Number of the update, from 1.</param>
    /// <returns>Whether all weights are still finite.</returns>
    public bool Apply(float[] weights, float[] gradient, float rate, int update)
    {
        if (rule == UpdateRule.AdamW)
        {
            return UpdateKernels.AdamW(weights, gradient, Slots[0], Slots[1], AdamWFactors.Of(rate, decay, update));
        }

        if (decay > 0)
        {
            UpdateKernels.AddDecay(weights, gradient, decay);
        }

        return rule == UpdateRule.Momentum
            ? UpdateKernels.Momentum(weights, gradient, Slots[0], rate, momentum)
            : DenseKernels.Descend(weights, gradient, rate);
    }
}
