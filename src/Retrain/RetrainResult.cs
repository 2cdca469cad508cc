using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Photos;
using Retrain.Selection;
using Retrain.Training;

namespace Retrain;

/// <summary>What a run gave.</summary>
public sealed record RetrainResult
{
    /// <summary>The trained model, in memory.</summary>
    public required TrainedModel Model { get; init; }

    /// <summary>How it did on the test photos.</summary>
    public required EvaluationReport Report { get; init; }

    /// <summary>The bottlenecks and what was left out.</summary>
    public required BottleneckResult Bottlenecks { get; init; }

    /// <summary>The set of each photo of <see cref="BottleneckResult.Photos"/>.</summary>
    public required IReadOnlyList<PhotoSet> Sets { get; init; }

    /// <summary>How lbfgs chose; <see langword="null"/> with SGD.</summary>
    public LbfgsResult? Lbfgs { get; init; }

    /// <summary>What a search tried; empty without one.</summary>
    public IReadOnlyList<AutoTrial> Trials { get; init; } = [];

    /// <summary>Trainings with several seeds; <see langword="null"/> with one.</summary>
    public SeedSweepResult? Seeds { get; init; }

    /// <summary>The cross-validation; <see langword="null"/> without one.</summary>
    public CrossValidationResult? Folds { get; init; }

    /// <summary>What whole numbers cost; <see langword="null"/> with <see cref="NetworkPrecision.Float32"/>.</summary>
    public PrecisionReport? Precision { get; init; }

    /// <summary>
    /// The float model that <see cref="Precision"/> compares with, ready to be saved; <see langword="null"/> with
    /// <see cref="NetworkPrecision.Float32"/>, where <see cref="Model"/> is it.
    /// </summary>
    public TrainedModel? FloatModel { get; init; }

    /// <summary>How SGD went; <see langword="null"/> with lbfgs.</summary>
    public SgdResult? Sgd { get; init; }

    /// <summary>One line each: about the split, copies of photos, classes that cannot be measured.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Seconds spent on bottlenecks, training and evaluation.</summary>
    public required RunTimes Times { get; init; }
}
