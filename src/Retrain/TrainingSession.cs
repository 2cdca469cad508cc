using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Selection;
using Retrain.Summaries;
using Retrain.Training;
using Retrain.Training.Distorting;

namespace Retrain;

/// <summary>One training with everything around it: files, checkpoints, progress.</summary>
internal sealed class TrainingSession(
    Backbone backbone, PreparedPhotos photos, RetrainOptions options, TrainingFiles? files, IProgress<RetrainProgress>? progress)
    : IDisposable
{
    private readonly CheckpointFile? state = State(backbone, photos, options, progress);
    private SummaryWriter? summaries;

    /// <summary>Trains, after a search or with several seeds where that is asked for.</summary>
    /// <exception cref="RetrainException">Training diverged, or a file that was asked for cannot be written.</exception>
    public async Task<TrainingOutcome> RunAsync(CancellationToken cancellationToken)
    {
        HeadRecipe recipe = options.RecipeFor(backbone);
        IReadOnlyList<string> contents = photos.Summary.Bottlenecks.ContentHashes;
        IReadOnlyList<AutoTrial> trials = [];
        if (options.AutoSeconds > 0)
        {
            (AutoCandidate best, trials) = AutoSearch.Run(
                photos.Data, contents, AutoCandidate.All(recipe), TimeSpan.FromSeconds(options.AutoSeconds), Note, cancellationToken);
            recipe = best.Recipe;
        }

        SeedSweepResult? seeds = null;
        TrainedHead trained;
        if (options.Seeds > 1)
        {
            (trained, seeds) = SeedSweep.Run(photos.Data, recipe, options.Seeds, cancellationToken);
        }
        else
        {
            trained = await TrainOneAsync(recipe, cancellationToken).ConfigureAwait(false);
        }

        files?.WriteCheckpoint(trained.Head);
        CrossValidationResult? folds = options.Folds == 0
            ? null
            : CrossValidation.Run(photos.Data, contents, recipe, options.Folds, Enum.GetValues<PhotoSet>(), cancellationToken);
        return new TrainingOutcome(trained, recipe, trials, seeds, folds);
    }

    /// <summary>Adds what came out to the summaries, where there are any.</summary>
    public void Summarise(EvaluationReport report, HeadRecipe recipe)
    {
        summaries?.Finish(report, HyperParameters.Of(backbone, recipe, options));
        summaries?.Dispose();
    }

    /// <summary>Closes what is open after a failure; what was written stays.</summary>
    public void Dispose() => summaries?.Dispose();

    /// <summary>The model is written: the state of its training is of no more use.</summary>
    public void Clear() => state?.Clear();

    private async Task<TrainedHead> TrainOneAsync(HeadRecipe recipe, CancellationToken cancellationToken)
    {
        TrainingState? resumed = state?.Load();
        if (resumed is null && options.Resume == ResumeMode.TakeBest)
        {
            throw new RetrainException("there is no interrupted training of these photos and options whose best layer could be written; "
                + "name the very options of the interrupted run, or train anew");
        }

        if (options.SummariesFolder is { } folder)
        {
            summaries = SummaryWriter.Create(folder, SummaryGraph.Of(backbone, photos.Labels.Count, options), TimeProvider.System,
                resumed?.NextStep ?? 0);
        }

        using DistortedTraining? distorted =
            await DistortAsync(recipe, resumed?.NextStep ?? 0, cancellationToken).ConfigureAwait(false);
        TrainingHooks hooks = Hooks(recipe, cancellationToken) with { Batches = distorted?.Batches, ResumesFrom = resumed };
        TrainedHead trained = HeadTrainer.Train(distorted?.Data ?? photos.Data, recipe, hooks, cancellationToken);
        summaries?.Complete();
        return trained;
    }

    private TrainingHooks Hooks(HeadRecipe recipe, CancellationToken cancellationToken) => new()
    {
        Evaluated = evaluation => progress?.Report(
            new RetrainProgress(RetrainStage.Training, evaluation.Step + 1, recipe.Sgd.Steps) { Evaluation = evaluation }),
        Note = Note,
        Snapshot = files is null ? null : (step, head) => WriteFiles(files, step, head, cancellationToken),
        Watcher = summaries,
        Checkpoints = state,
        TakesBestSoFar = options.Resume == ResumeMode.TakeBest,
    };

    private async Task<DistortedTraining?> DistortAsync(HeadRecipe recipe, int firstStep, CancellationToken cancellationToken)
    {
        if (!options.Distortions.IsActive)
        {
            return null;
        }

        BottleneckResult bottlenecks = photos.Summary.Bottlenecks;
        var job = new DistortionJob(photos.Data, photos.Photos, backbone, options.Distortions, recipe.Sgd)
        {
            Bottlenecks = options.Bottlenecks,
            FirstStep = firstStep,
        };
        return await DistortedTraining.PrepareAsync(
            job,
            bottlenecks.FromCache == 0 ? bottlenecks.Computed / photos.Summary.Seconds : 0,
            line => progress?.Report(new RetrainProgress(RetrainStage.Distorting, 0, 0) { Note = line }),
            PreparedPhotos.PhotoReports(progress, RetrainStage.Distorting),
            cancellationToken).ConfigureAwait(false);
    }

    private void WriteFiles(TrainingFiles written, int step, Head head, CancellationToken cancellationToken)
    {
        if (written.GraphAt(step) is { } graph)
        {
            // The original's line, which people's scripts know.
            Note($"Save intermediate result to : {graph}");
        }

        written.WriteAt(step, head, Sample, cancellationToken);
    }

    private void Note(string note) => Note(progress, note);

    private VerificationSample Sample(Head head) =>
        VerificationSample.Choose(photos.Data, photos.Photos, head, TrainingFiles.PhotosTried);

    private static CheckpointFile? State(
        Backbone backbone, PreparedPhotos photos, RetrainOptions options, IProgress<RetrainProgress>? progress)
    {
        if (options.ResumeFolder is not { } folder || options.Optimizer == Optimizer.Lbfgs || options.Seeds > 1 || options.AutoSeconds > 0)
        {
            return null;
        }

        string identity = RunIdentity.Of(backbone, photos, options);
        return new CheckpointFile(
            Path.Combine(folder, $"training-{identity[..16]}.checkpoint"),
            identity,
            options.Resume != ResumeMode.StartAgain,
            note => Note(progress, note));
    }

    private static void Note(IProgress<RetrainProgress>? progress, string note) =>
        progress?.Report(new RetrainProgress(RetrainStage.Training, 0, 0) { Note = note });
}
