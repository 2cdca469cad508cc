using Retrain.Selection;
using Retrain.Training;

namespace Retrain;

/// <summary>All that the training part of a run gave.</summary>
/// <param name="Trained">The head that was kept.</param>
/// <param name="Recipe">How it was made: what was asked for, or what the search chose.</param>
/// <param name="Trials">What the search tried; empty without one.</param>
/// <param name="Seeds">Several seeds; <see langword="null"/> for one.</param>
/// <param name="Folds">The cross-validation; <see langword="null"/> without one.</param>
internal sealed record TrainingOutcome(
    TrainedHead Trained, HeadRecipe Recipe, IReadOnlyList<AutoTrial> Trials, SeedSweepResult? Seeds, CrossValidationResult? Folds);
