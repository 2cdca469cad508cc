namespace Retrain.Training;

/// <summary>The original's training: REFERENCE 5.</summary>
public sealed record SgdOptions
{
    /// <summary>Number of steps, 0 or more. Default 4000.</summary>
    public int Steps { get; init; } = 4000;

    /// <summary>Constant learning rate, above 0. Default 0.01.</summary>
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

    /// <summary>Seed of weights and batches. Default 0.</summary>
    public long Seed { get; init; }
}
