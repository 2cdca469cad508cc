namespace Retrain.Training;

/// <summary>What a run wants of its trainer besides the head. All calls come on the training thread.</summary>
internal sealed record TrainingHooks
{
    /// <summary>Nothing.</summary>
    public static TrainingHooks None { get; } = new();

    /// <summary>After each evaluation.</summary>
    public Action<SgdEvaluation>? Evaluated { get; init; }

    /// <summary>Step and layer, every <see cref="SgdOptions.SnapshotInterval"/> steps.</summary>
    public Action<int, Head>? Snapshot { get; init; }

    /// <summary>Lines about what a trainer tries.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>Gets what summaries are made of.</summary>
    public ITrainingWatcher? Watcher { get; init; }

    /// <summary>Stands in for batches of cached bottlenecks; <see langword="null"/>: those.</summary>
    public IBatchSource? Batches { get; init; }

    /// <summary>The state to go on from; <see langword="null"/>: start at the first step.</summary>
    public TrainingState? ResumesFrom { get; init; }

    /// <summary>Where the state is kept for a resume; <see langword="null"/>: nowhere.</summary>
    public ITrainingCheckpoints? Checkpoints { get; init; }

    /// <summary>Do no step more: give the best head of the state.</summary>
    public bool TakesBestSoFar { get; init; }
}
