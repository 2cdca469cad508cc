namespace Retrain.Training;

/// <summary>Trains a head as a recipe says.</summary>
internal static class HeadTrainer
{
    /// <summary>Trains on the training rows, chooses on the validation rows, leaves the test rows alone.</summary>
    /// <exception cref="Foundation.RetrainException">No training photo, or the weights are no longer finite.</exception>
    public static TrainedHead Train(
        LabelledFeatures data, HeadRecipe recipe, TrainingHooks? hooks = null, CancellationToken cancellationToken = default)
    {
        if (recipe.Optimizer == Optimizer.Lbfgs)
        {
            LbfgsResult lbfgs = LbfgsTrainer.Train(data, recipe.Lbfgs, hooks?.Note, cancellationToken);
            return new TrainedHead(lbfgs.Head, null, lbfgs);
        }

        SgdResult sgd = SgdTrainer.Train(data, recipe.Sgd, hooks ?? TrainingHooks.None, cancellationToken);
        return new TrainedHead(sgd.Head, sgd, null);
    }
}
