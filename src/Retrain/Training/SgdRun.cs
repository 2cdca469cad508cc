using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Training;

/// <summary>One training by steps, from its start or from a checkpoint.</summary>
internal sealed class SgdRun
{
    /// <summary>More validation photos would not judge better, and cost more than the training itself.</summary>
    private const int MostJudges = 1000;

    /// <summary>Without early stopping, heads are judged at every so many evaluations: the best so far is only for stopped runs.</summary>
    private const int EvaluationsAJudgement = 10;

    private readonly SgdOptions options;
    private readonly TrainingHooks hooks;
    private readonly IBatchSource training;
    private readonly CachedBatches validation;
    private readonly HeadLearner learner;
    private readonly TrainingBatch judges;
    private readonly List<(int Step, float CrossEntropy)> judged = [];
    private readonly List<SgdEvaluation> evaluations = [];
    private BestHead? best;
    private int judgementsSinceBest;
    private int next;

    /// <summary>Prepares it.</summary>
    public SgdRun(LabelledFeatures data, SgdOptions options, TrainingHooks hooks)
    {
        this.options = options;
        this.hooks = hooks;
        training = hooks.Batches ?? new CachedBatches(data, PhotoSet.Training, options.TrainBatchSize, options.Seed, options.Sampling);
        validation = new CachedBatches(data, PhotoSet.Validation, options.ValidationBatchSize, options.Seed);
        float[]? classWeights = ClassWeighting.Of(options.ClassWeights, data)?.Select(weight => (float)weight).ToArray();
        learner = new HeadLearner(InitialWeights.Draw(data.Features.Width, data.ClassCount, options), options, classWeights);
        judges = Judges(data);
    }

    /// <summary>Runs the steps that are left.</summary>
    /// <exception cref="RetrainException">The weights are no longer finite.</exception>
    /// <exception cref="OperationCanceledException">A checkpoint was left, where there is a place for it.</exception>
    public SgdResult Train(CancellationToken cancellationToken)
    {
        if (hooks.ResumesFrom is { } state)
        {
            Restore(state);
        }

        try
        {
            return hooks.TakesBestSoFar ? BestSoFar() : RunSteps(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            hooks.Checkpoints?.Save(State());
            throw;
        }
    }

    private SgdResult RunSteps(CancellationToken cancellationToken)
    {
        bool stopped = HasLostPatience();
        while (next < options.Steps && !stopped)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int step = next;
            TrainingBatch batch = training.Draw(step);
            if (!learner.Update(batch, LearningRates.At(options, step), step, hooks.Watcher))
            {
                throw NotFinite(batch, step);
            }

            if (step % options.EvaluationInterval == 0 || step == options.Steps - 1)
            {
                Evaluate(batch, step);
                stopped = HasLostPatience();
            }

            // From here on the step is done: whatever comes is not part of the state.
            next = step + 1;
            if (options.SnapshotInterval > 0 && step > 0 && step % options.SnapshotInterval == 0)
            {
                hooks.Snapshot?.Invoke(step, learner.ToHead());
            }

            if (hooks.Checkpoints is { IsDue: true } checkpoints)
            {
                checkpoints.Save(State());
            }
        }

        return options.Patience > 0 && best is not null
            ? new SgdResult(best.Head, next, evaluations, best.Step, stopped, Course())
            : new SgdResult(learner.ToHead(), next, evaluations, next - 1, stopped, Course());
    }

    private SgdResult BestSoFar() => best is null
        ? new SgdResult(learner.ToHead(), next, evaluations, next - 1, true, Course())
        : new SgdResult(best.Head, next, evaluations, best.Step, true, Course());

    private void Evaluate(TrainingBatch batch, int step)
    {
        (float accuracy, float loss) = learner.Evaluate(batch);
        if (!float.IsFinite(loss))
        {
            throw NotFinite(batch, step);
        }

        (float validationAccuracy, float validationLoss) = validation.Count == 0
            ? (float.NaN, float.NaN)
            : learner.Evaluate(validation.Draw(step), step, hooks.Watcher);
        bool judges = options.Patience > 0 || step % (EvaluationsAJudgement * (long)options.EvaluationInterval) == 0
            || step == options.Steps - 1;
        if (judges)
        {
            Judge(step);
        }

        evaluations.Add(new SgdEvaluation(step, accuracy, loss, validationAccuracy, validationLoss, validation.Count));
        hooks.Evaluated?.Invoke(evaluations[^1]);
    }

    private void Judge(int step)
    {
        if (judges.Rows.Length == 0)
        {
            return;
        }

        (_, float crossEntropy) = learner.Evaluate(judges, movesRange: false);
        judged.Add((step, crossEntropy));
        judgementsSinceBest++;
        if (best is null || crossEntropy < best.CrossEntropy)
        {
            best = new BestHead(step, crossEntropy, learner.ToHead());
            judgementsSinceBest = 0;
        }
    }

    private bool HasLostPatience() => options.Patience > 0 && judgementsSinceBest >= options.Patience;

    private TrainingState State() => new(next, learner.State, best, judgementsSinceBest, [.. judged], [.. evaluations]);

    private void Restore(TrainingState state)
    {
        learner.State = state.Learner;
        next = state.NextStep;
        (best, judgementsSinceBest) = (state.Best, state.JudgementsSinceBest);
        evaluations.AddRange(state.Evaluations);
        judged.AddRange(state.Judged);
    }

    /// <summary>Share by which the judged loss fell over the last fifth of the steps.</summary>
    private float Course()
    {
        float[] late = [.. judged.Where(j => j.Step >= next * 0.8).Select(j => j.CrossEntropy)];
        return late.Length < 2 ? float.NaN : (late[0] - late[^1]) / late[0];
    }

    private static TrainingBatch Judges(LabelledFeatures data)
    {
        int[] rows = data.SpreadOf(PhotoSet.Validation, MostJudges);
        return new TrainingBatch(data.Features, rows, [.. rows.Select(row => data.Classes[row])]);
    }

    private RetrainException NotFinite(TrainingBatch batch, int step)
    {
        foreach (int row in batch.Rows)
        {
            if (!float.IsFinite(batch.Features.Row(row).ToArray().Sum(value => value * 0)))
            {
                return new RetrainException(
                    $"the features of photo {row} (counted from 0) hold a value that is not finite: "
                        + "compute the bottlenecks of this photo again, or leave it out");
            }
        }

        return new RetrainException($"the weights are no longer finite at step {step}: "
            + $"lower --learning_rate, which is {options.LearningRate} (0.01 suits most sets)");
    }
}
