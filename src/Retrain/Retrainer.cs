using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Evaluation;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Splitting;
using Retrain.Quantizing;
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
        if (options.Precision == NetworkPrecision.Int8 && QuantizingOutlook.Of(backbone) is { QuantizesWell: false } outlook)
        {
            progress?.Report(new RetrainProgress(RetrainStage.Bottlenecks, 0, 0) { Note = outlook.Warning(backbone.Name) });
        }

        PreparedPhotos real =
            await PreparedPhotos.MakeAsync(photos, backbone, options, progress, cancellationToken).ConfigureAwait(false);
        QuantizedTraining? whole = options.Precision == NetworkPrecision.Float32 ? null
            : await QuantizedTraining.PrepareAsync(photos, backbone, real, options, progress, cancellationToken).ConfigureAwait(false);
        PreparedPhotos prepared = whole?.Photos ?? real;
        Backbone network = whole?.Backbone ?? backbone;
        progress?.Report(new RetrainProgress(RetrainStage.Training, 0, options.Sgd.Steps) { Preparation = prepared.Summary });

        long start = Stopwatch.GetTimestamp();
        using var training = new TrainingSession(network, prepared, options, files, progress);
        TrainingOutcome outcome =
            await Task.Run(() => training.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        TrainedHead trained = outcome.Trained;
        TrainedHead? realHead = whole is null ? null
            : await Task.Run(() => TrainReal(backbone, real, outcome.Recipe, options, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        double trainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        EvaluationReport report = Evaluate(prepared, trained.Head, options);
        PrecisionReport? precision = whole is null ? null : new PrecisionReport
        {
            Method = whole.Method,
            CalibrationPhotos = whole.CalibrationPhotos,
            Trials = whole.Trials,
            FloatReport = Evaluate(real, realHead!.Head, options),
            Int8Report = report,
        };
        training.Summarise(report, outcome.Recipe);
        double evaluationSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        string[] warnings =
        [
            .. prepared.Summary.Warnings, .. TrainingWarnings.Of(trained, options), .. TrainingWarnings.Of(precision),
        ];
        var times = new RunTimes(prepared.Summary.Seconds, trainingSeconds, evaluationSeconds);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new RetrainResult
        {
            Model = Model(network, prepared, outcome, options, report, training.Clear),
            FloatModel = whole is null ? null
                : Model(
                    backbone, real, outcome with { Trained = realHead! }, options with { Precision = NetworkPrecision.Float32 },
                    precision!.FloatReport, null),
            Precision = precision,
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

        TrainedModel Model(
            Backbone of, PreparedPhotos on, TrainingOutcome how, RetrainOptions with, EvaluationReport measured, Action? written)
        {
            PrecisionReport? told = with.Precision == NetworkPrecision.Float32 ? null : precision;
            var papers = new ModelPapers(
                MetricsJson.Text(measured, told?.FloatReport),
                RunJson.Text(photos, of, with, on, how, warnings, times, now, told),
                new Dictionary<string, string>
                {
                    [ModelPapers.SplitName] = SplitFile.Text(on.Photos, on.Summary.Sets),
                    [ModelPapers.HistoryName] = HistoryCsv.Text(how.Trained.Sgd?.Evaluations ?? []),
                });
            var sample = VerificationSample.Choose(on.Data, on.Photos, how.Trained.Head);
            return new TrainedModel(of, how.Trained.Head, on.Labels, options.FinalTensorName, sample, papers, written);
        }
    }

    /// <summary>The layer that the float network would have had, by the same recipe and on photos as they are.</summary>
    private static TrainedHead TrainReal(
        Backbone backbone, PreparedPhotos real, HeadRecipe recipe, RetrainOptions options, CancellationToken cancellationToken)
    {
        bool isQuantized = options.RecipeFor(backbone).Sgd.FakeQuantize && recipe.Sgd.HiddenUnits == 0;
        return HeadTrainer.Train(
            real.Data, recipe with { Sgd = recipe.Sgd with { FakeQuantize = isQuantized } }, TrainingHooks.None, cancellationToken);
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
