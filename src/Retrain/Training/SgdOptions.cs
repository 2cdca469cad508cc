namespace Retrain.Training;

/// <summary>The original's training (REFERENCE 5), and what goes beyond it. The defaults are the original's.</summary>
public sealed record SgdOptions
{
    /// <summary>Number of steps, 0 or more. Default 4000.</summary>
    public int Steps { get; init; } = 4000;

    /// <summary>Learning rate, above 0; <see cref="Schedule"/> says how it goes on. Default 0.01.</summary>
    public float LearningRate { get; init; } = 0.01f;

    /// <summary>Photos of a step; negative for all training photos. Default 100.</summary>
    public int TrainBatchSize { get; init; } = 100;

    /// <summary>Photos of a validation; negative for the whole set. Default 100.</summary>
    public int ValidationBatchSize { get; init; } = 100;

    /// <summary>Evaluate every so many steps, 1 or more. Default 10.</summary>
    public int EvaluationInterval { get; init; } = 10;

    /// <summary>Hand out the layer every so many steps (not at step 0). Default 0: never.</summary>
    public int SnapshotInterval { get; init; }

    /// <summary>Weights of the classes in the loss. Default none (the sampling is class-balanced already).</summary>
    public ClassWeights ClassWeights { get; init; }

    /// <summary>How training batches are drawn. Default class first.</summary>
    public BatchSampling Sampling { get; init; }

    /// <summary>How a gradient moves the weights. Default plain SGD.</summary>
    public UpdateRule Rule { get; init; }

    /// <summary>Share of the old direction that <see cref="UpdateRule.Momentum"/> keeps, 0 to below 1. Default 0.9.</summary>
    public float Momentum { get; init; } = 0.9f;

    /// <summary>
    /// Weight decay, 0 or more, of weights and not of biases: added to the gradient as decay * w (L2), but with
    /// <see cref="UpdateRule.AdamW"/>, which takes rate * decay * w off the weights. Default 0.
    /// </summary>
    public float WeightDecay { get; init; }

    /// <summary>How the rate goes over the steps. Default constant.</summary>
    public RateSchedule Schedule { get; init; }

    /// <summary>Steps over which the rate first rises from nothing to its full value; the schedule follows. Default 0.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Share s of label smoothing, 0 to below 1: the target is (1 - s) * onehot + s / C. Only in training. Default 0.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>Units of a hidden layer with ReLU before the last one. Default 0: no such layer, as the original.</summary>
    public int HiddenUnits { get; init; }

    /// <summary>
    /// Early stopping: end when the cross-entropy of the validation photos has not fallen for so many evaluations, and give back the
    /// layer that had the least. Default 0: run all steps and give back the last layer, as the original.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>Seed of weights and batches. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Train with the original's quantisers on weights and logits (REFERENCE 5.3), for networks that have such quantisers.</summary>
    internal bool FakeQuantize { get; init; }
}
