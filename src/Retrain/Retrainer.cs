using System.Diagnostics;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Splitting;
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
    /// <param name="cancellationToken">Checked per photo and per step; bottlenecks computed so far stay in the cache.</param>
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
        Split split = Split.Create(photos, options.Split);
        string[] labels = [.. photos.Classes.Select(c => c.Label)];
        // A network that TensorFlow cannot say is refused before the bottlenecks, not after them.
        var intermediate = IntermediateGraphs.For(backbone, labels, options);

        long start = Stopwatch.GetTimestamp();
        BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync(
            photos.Photos, backbone, options.Bottlenecks, BottleneckReports(progress), cancellationToken).ConfigureAwait(false);
        double bottleneckSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        RefuseEmptyClasses(photos, bottlenecks);
        PhotoSet[] sets = SetsOf(bottlenecks.Photos, photos, split);
        IReadOnlyList<string> copies =
            CopyGroups.KeepTogether(bottlenecks.Photos, bottlenecks.ContentHashes, sets, labels, options.Split.Compat);
        int[] classes = [.. bottlenecks.Photos.Select(p => p.Class)];
        var data = new LabelledFeatures(bottlenecks.Features, classes, sets, labels.Length);

        start = Stopwatch.GetTimestamp();
        (Head head, LbfgsResult? lbfgs, SgdEvaluation? last) = await Task.Run(
            () => TrainHead(data, options, intermediate is null ? null : Snapshot, progress, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        double trainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        int[] testRows = TestSample.Rows(data, options);
        Photo[] testPhotos = [.. testRows.Select(r => bottlenecks.Photos[r])];
        float[] scores = HeadScorer.Scores(head, bottlenecks.Features, testRows);
        EvaluationReport report = Evaluator.Evaluate(labels, testPhotos, [.. testPhotos.Select(p => p.Class)], scores);
        double evaluationSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        string[] warnings =
        [
            .. copies, .. split.Warnings, .. ClassWarnings.Losses(photos, bottlenecks),
            .. ClassWarnings.Unevenness(labels, classes, options),
        ];
        var times = new RunTimes(bottleneckSeconds, trainingSeconds, evaluationSeconds);
        var papers = new ModelPapers(
            MetricsJson.Text(report),
            RunJson.Text(photos, backbone, options, bottlenecks, sets, warnings, times, TimeProvider.System.GetUtcNow()),
            new Dictionary<string, string> { [ModelPapers.SplitName] = SplitFile.Text(bottlenecks.Photos, sets) });
        var sample = VerificationSample.Choose(data, bottlenecks.Photos, head);
        return new RetrainResult
        {
            Model = new TrainedModel(backbone, head, labels, options.FinalTensorName, sample, papers),
            Report = report,
            Bottlenecks = bottlenecks,
            Sets = sets,
            Lbfgs = lbfgs,
            LastEvaluation = last,
            Warnings = warnings,
            Times = times,
        };

        void Snapshot(int step, Head layer) => intermediate!.Write(
            step,
            layer,
            VerificationSample.Choose(data, bottlenecks.Photos, layer, IntermediateGraphs.PhotosTried),
            cancellationToken);
    }

    private static (Head Head, LbfgsResult? Lbfgs, SgdEvaluation? Last) TrainHead(
        LabelledFeatures data, RetrainOptions options, Action<int, Head>? snapshot, IProgress<RetrainProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (options.Optimizer == Optimizer.Lbfgs)
        {
            LbfgsOptions lbfgs = options.Lbfgs with { ClassWeights = options.ClassWeights };
            LbfgsResult result = LbfgsTrainer.Train(
                data, lbfgs, note => progress?.Report(new RetrainProgress(RetrainStage.Training, 0, 0) { Note = note }), cancellationToken);
            return (result.Head, result, null);
        }

        SgdEvaluation? last = null;
        SgdOptions sgd = options.Sgd with { ClassWeights = options.ClassWeights, Seed = options.Seed };
        Head head = SgdTrainer.Train(data, sgd, Evaluated, snapshot, cancellationToken);
        return (head, null, last);

        void Evaluated(SgdEvaluation evaluation)
        {
            last = evaluation;
            progress?.Report(new RetrainProgress(RetrainStage.Training, evaluation.Step + 1, sgd.Steps) { Evaluation = evaluation });
        }
    }

    private static RelayProgress<BottleneckProgress>? BottleneckReports(IProgress<RetrainProgress>? progress) =>
        progress is null
            ? null
            : new RelayProgress<BottleneckProgress>(p => progress.Report(new RetrainProgress(RetrainStage.Bottlenecks, p.Done, p.Total)
            {
                PerSecond = p.PerSecond,
                FromCache = p.FromCache,
                Remaining = p.Remaining,
            }));

    private static void RefuseEmptyClasses(PhotoFolder photos, BottleneckResult bottlenecks)
    {
        var usable = bottlenecks.Photos.Select(p => p.Class).ToHashSet();
        for (int c = 0; c < photos.Classes.Count; c++)
        {
            if (!usable.Contains(c))
            {
                UnusablePhoto[] lost = [.. bottlenecks.Unusable.Where(u => u.Photo.Class == c)];
                throw new RetrainException(
                    $"No photo of class '{photos.Classes[c].Label}' can be used ({lost.Length} tried; {lost[0].Photo.Path}: "
                    + $"{lost[0].Problem.Reason}): mend or convert them, or move the folder away");
            }
        }
    }

    private static PhotoSet[] SetsOf(IReadOnlyList<Photo> usable, PhotoFolder photos, Split split)
    {
        var setByName = new Dictionary<string, PhotoSet>(photos.Photos.Count, StringComparer.Ordinal);
        for (int i = 0; i < photos.Photos.Count; i++)
        {
            setByName[photos.Photos[i].Name] = split.Sets[i];
        }

        return [.. usable.Select(p => setByName[p.Name])];
    }
}
