namespace Retrain.Training;

/// <summary>Plain SGD on class-balanced batches, as the original trains.</summary>
public static class SgdTrainer
{
    /// <summary>Trains a head.</summary>
    /// <param name="data">Training and validation rows are used; test rows are not looked at.</param>
    /// <param name="options">See there.</param>
    /// <param name="progress">Called on the calling thread after each evaluation.</param>
    /// <param name="cancellationToken">Checked every step.</param>
    /// <exception cref="Foundation.RetrainException">No training photo, or the weights are no longer finite (learning rate too high).</exception>
    public static Head Train(LabelledFeatures data, SgdOptions options, Action<SgdEvaluation>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
