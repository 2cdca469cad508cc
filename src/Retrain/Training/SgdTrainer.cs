using Retrain.Foundation;
using Retrain.Photos;

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
        Train(data, options, progress, null, cancellationToken);

    // As the other overload; snapshot gets step and layer every so many steps, on the calling thread.
    internal static Head Train(
        LabelledFeatures data, SgdOptions options, Action<SgdEvaluation>? progress, Action<int, Head>? snapshot,
        CancellationToken cancellationToken)
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
        var training = new BatchSampler(data, PhotoSet.Training, options.TrainBatchSize, new RandomStream(options.Seed, "batches"));
        var validation = new BatchSampler(
            data, PhotoSet.Validation, options.ValidationBatchSize, new RandomStream(options.Seed, "validation batches"));
        float[]? classWeights = ClassWeighting.Of(options.ClassWeights, data)?.Select(weight => (float)weight).ToArray();
        Head start = InitialWeights.Draw(data.Features.Width, data.ClassCount, options.Seed);
        var layer = new SgdStep(data.Features, [.. data.Classes], start, classWeights);
        for (int step = 0; step < options.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<int> batch = training.Draw(step);
            if (!layer.Update(batch, options.LearningRate))
            {
                throw NotFinite(data, batch, step, options.LearningRate);
            }

            if (step % options.EvaluationInterval == 0 || step == options.Steps - 1)
            {
                (float accuracy, float loss) = layer.Evaluate(batch);
                if (!float.IsFinite(loss))
                {
                    throw NotFinite(data, batch, step, options.LearningRate);
                }

                (float validationAccuracy, float validationLoss) =
                    validation.Count == 0 ? (float.NaN, float.NaN) : layer.Evaluate(validation.Draw(step));
                progress?.Invoke(new SgdEvaluation(step, accuracy, loss, validationAccuracy, validationLoss, validation.Count));
            }

            if (options.SnapshotInterval > 0 && step > 0 && step % options.SnapshotInterval == 0)
            {
                snapshot?.Invoke(step, layer.ToHead());
            }
        }

        return layer.ToHead();
    }

    private static RetrainException NotFinite(LabelledFeatures data, ReadOnlySpan<int> batch, int step, float rate)
    {
        foreach (int row in batch)
        {
            if (!float.IsFinite(data.Features.Row(row).ToArray().Sum(value => value * 0)))
            {
                return new RetrainException(
                    $"the features of photo {row} (counted from 0) hold a value that is not finite: "
                        + "compute the bottlenecks of this photo again, or leave it out");
            }
        }

        return new RetrainException(
            $"the weights are no longer finite at step {step}: lower --learning_rate, which is {rate} (0.01 suits most sets)");
    }
}
