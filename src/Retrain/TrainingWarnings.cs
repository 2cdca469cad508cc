using Retrain.Training;

namespace Retrain;

/// <summary>What a person should know about how training ended.</summary>
internal static class TrainingWarnings
{
    // Below this a longer training gains less than the sets of a usual folder can measure.
    private const float StillFalling = 0.05f;

    /// <summary>A line where whole numbers cost more than they should.</summary>
    public static IEnumerable<string> Of(PrecisionReport? precision) => precision is { LosesMuch: true }
        ? [$"Whole numbers cost more than a point of test accuracy: {precision}. The float model is kept beside, use that one or another "
            + "network"]
        : [];

    /// <summary>Lines about it; none if all is as it should be.</summary>
    public static IEnumerable<string> Of(TrainedHead trained, RetrainOptions options)
    {
        if (trained.Lbfgs is { Converged: false })
        {
            yield return "The fit has not converged: it ended at its most iterations";
        }

        if (trained.Sgd is not { } sgd)
        {
            yield break;
        }

        if (options.Resume == ResumeMode.TakeBest)
        {
            yield return $"Stopped early: the layer after step {sgd.BestStep} of {options.Sgd.Steps}, the best so far on the validation "
                + "photos, was taken without training on";
        }
        else if (!sgd.StoppedEarly && sgd.LateFall > StillFalling)
        {
            yield return FormattableString.Invariant(
                $"Training has not converged: over the last fifth of the steps the validation loss still fell by {sgd.LateFall:P0}. ")
                + "More --how_many_training_steps, a larger --learning_rate or --optimizer lbfgs will gain";
        }
    }
}
