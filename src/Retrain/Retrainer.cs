using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Evaluation;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Splitting;
using Retrain.Summaries;
using Retrain.Training;

namespace Retrain;

/// <summary>The whole job: photos, split, bottlenecks, head, evaluation.</summary>
public static class Retrainer
{
    /// <summary>Trains a classifier on a folder of photos.</summary>
    /// <param name="photos">The labelled list.</param>
    /// <param name="backbone">The network that computes bottlenecks.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="progress">Called from worker threads; must be quick.</param>
    /// <param name="cancellationToken">
    /// Checked per photo and per step; bottlenecks computed so far stay in the cache, and steps done so far in
    /// <see cref="RetrainOptions.ResumeFolder"/>.
    /// </param>
    /// <returns>The model in memory; <see cref="TrainedModel.SaveAsync"/> writes it.</returns>
    /// <exception cref="UsageException">An option is out of range.</exception>
    /// <exception cref="RetrainException">No photo of a class can be used, or training diverged.</exception>
    public static async Task<RetrainResult> RunAsync(
        PhotoFolder photos,
        Backbone backbone,
        RetrainOptions options,
        IProgress<RetrainProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Distortions.IsActive && (backbone.Views.Count > 0 || backbone.Preprocessing.Crop != Preprocessing.StretchCrop))
        {
            throw new UsageException(
                "distortions enlarge and cut the whole photo, so they do not go together with views: leave out one of the two");
        }

        CheckFolders(options);
        // A network that TensorFlow cannot say is refused before the bottlenecks, not after them.
        var files = TrainingFiles.For(backbone, [.. photos.Classes.Select(c => c.Label)], options);
        PreparedPhotos prepared =
            await PreparedPhotos.MakeAsync(photos, backbone, options, progress, cancellationToken).ConfigureAwait(false);
        progress?.Report(new RetrainProgress(RetrainStage.Training, 0, options.Sgd.Steps) { Preparation = prepared.Summary });

        long start = Stopwatch.GetTimestamp();
        using var training = new TrainingSession(backbone, prepared, options, files, progress);
        TrainingOutcome outcome =
            await Task.Run(() => training.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        TrainedHead trained = outcome.Trained;
        double trainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        EvaluationReport report = Evaluate(prepared, trained.Head, options);
        training.Summarise(report, outcome.Recipe);
        double evaluationSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        string[] warnings = [.. prepared.Summary.Warnings, .. TrainingWarnings.Of(trained, options)];
        var times = new RunTimes(prepared.Summary.Seconds, trainingSeconds, evaluationSeconds);
        var papers = new ModelPapers(
            MetricsJson.Text(report),
            RunJson.Text(photos, backbone, options, prepared, outcome, warnings, times, TimeProvider.System.GetUtcNow()),
            new Dictionary<string, string>
            {
                [ModelPapers.SplitName] = SplitFile.Text(prepared.Photos, prepared.Summary.Sets),
                [ModelPapers.HistoryName] = HistoryCsv.Text(trained.Sgd?.Evaluations ?? []),
            });
        var sample = VerificationSample.Choose(prepared.Data, prepared.Photos, trained.Head);
        return new RetrainResult
        {
            Model = new TrainedModel(backbone, trained.Head, prepared.Labels, options.FinalTensorName, sample, papers, training.Clear),
            Report = report,
            Bottlenecks = prepared.Summary.Bottlenecks,
            Sets = prepared.Summary.Sets,
            Lbfgs = trained.Lbfgs,
            Sgd = trained.Sgd,
            Trials = outcome.Trials,
            Seeds = outcome.Seeds,
            Folds = outcome.Folds,
            Warnings = warnings,
            Times = times,
        };
    }

    /// <summary>
    /// Looks whether the folders that options name can be used, before any work; <see cref="RunAsync"/> does so too. Changes nothing.
    /// </summary>
    /// <exception cref="UsageException">One holds what would have to be deleted, or is a file.</exception>
    /// <exception cref="RetrainException">One cannot be read.</exception>
    public static void CheckFolders(RetrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.SummariesFolder is { } summaries)
        {
            SummariesFolder.Check(summaries);
        }
    }

    private static EvaluationReport Evaluate(PreparedPhotos prepared, Head head, RetrainOptions options)
    {
        int[] rows = TestSample.Rows(prepared.Data, options);
        Photo[] photos = [.. rows.Select(r => prepared.Photos[r])];
        float[] scores = HeadScorer.Scores(head, prepared.Data.Features, rows);
        return Evaluator.Evaluate(prepared.Labels, photos, [.. photos.Select(p => p.Class)], scores);
    }
}
