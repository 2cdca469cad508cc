using Retrain.Training;

namespace Retrain;

/// <summary>Where a run stands.</summary>
/// <param name="Stage">What it is doing.</param>
/// <param name="Done">Photos or steps finished.</param>
/// <param name="Total">Photos or steps in all.</param>
public sealed record RetrainProgress(RetrainStage Stage, int Done, int Total)
{
    /// <summary>Photos computed per second over the last seconds; 0 where it does not apply.</summary>
    public double PerSecond { get; init; }

    /// <summary>Photos whose bottleneck was in the cache.</summary>
    public int FromCache { get; init; }

    /// <summary>Estimated time left in this stage; zero where it is not known.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>The evaluation that this report is about; <see langword="null"/> if it is about none.</summary>
    public SgdEvaluation? Evaluation { get; init; }

    /// <summary>A remark of the trainer, one line; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the run has before it trains, told once; <see langword="null"/> in all other reports.</summary>
    public RetrainPreparation? Preparation { get; init; }
}
