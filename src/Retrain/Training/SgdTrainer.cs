using Retrain.Foundation;

namespace Retrain.Training;

/// <summary>Plain SGD on class-balanced batches, as the original trains.</summary>
public static class SgdTrainer
{
    /// <summary>Trains a head.</summary>
    /// <param name="data">Training and validation rows are used; test rows are not looked at.</param>
    /// <param name="options">See there.</param>
    /// <param name="progress">Called on the calling thread after each evaluation.</param>
    /// <param name="cancellationToken">Checked every step.</param>
    /// <exception cref="RetrainException">No training photo, or the weights are no longer finite (learning rate too high).</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of its range, or the parts of <paramref name="data"/> do not belong together.
    /// </exception>
    public static Head Train(
        LabelledFeatures data, SgdOptions options, Action<SgdEvaluation>? progress = null, CancellationToken cancellationToken = default) =>
        Train(data, options, new TrainingHooks { Evaluated = progress }, cancellationToken).Head;

    /// <summary>As the other overload, with all that a run wants to see and keep.</summary>
    internal static SgdResult Train(
        LabelledFeatures data, SgdOptions options, TrainingHooks hooks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Steps, nameof(options));
        ArgumentOutOfRangeException.ThrowIfZero(options.TrainBatchSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.EvaluationInterval, 1, nameof(options));
        if (!float.IsFinite(options.LearningRate) || options.LearningRate <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.LearningRate, "the learning rate is a number above 0");
        }

        data.Check();
        return new SgdRun(data, options, hooks).Train(cancellationToken);
    }
}
