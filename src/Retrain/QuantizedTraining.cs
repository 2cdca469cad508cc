using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Quantizing;
using Retrain.Training;

namespace Retrain;

/// <summary>The network on whole numbers, and the photos with its features.</summary>
/// <param name="Backbone">The quantised network.</param>
/// <param name="Photos">The same photos and sets as those of the float network.</param>
/// <param name="CalibrationPhotos">Photos that ranges were taken from.</param>
/// <param name="Trials">What was tried.</param>
internal sealed record QuantizedTraining(
    Backbone Backbone, PreparedPhotos Photos, int CalibrationPhotos, IReadOnlyList<CalibrationTrial> Trials)
{
    /// <summary>Photos that ways of finding ranges are compared on.</summary>
    private const int MostJudges = 500;

    /// <summary>Strength of the layer that compares them.</summary>
    private const double Strength = 0.1;

    /// <summary>The way that was kept.</summary>
    public CalibrationMethod Method { get; private init; }

    /// <summary>
    /// Quantises a network with ranges from training photos. Each way of finding them is judged by a layer that was fitted to the float
    /// features: how it answers validation photos whose features the quantised network gave. That costs three passes over those few
    /// photos, and none over the training photos but for the way that is kept.
    /// </summary>
    /// <param name="folder">All photos.</param>
    /// <param name="backbone">The float network.</param>
    /// <param name="real">Photos with its features.</param>
    /// <param name="options">The run's.</param>
    /// <param name="progress">Told of photos, as ever.</param>
    /// <param name="cancellationToken">Checked between photos.</param>
    public static async Task<QuantizedTraining> PrepareAsync(
        PhotoFolder folder, Backbone backbone, PreparedPhotos real, RetrainOptions options, IProgress<RetrainProgress>? progress,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<(Photo Photo, string Hash)> seen = BackboneQuantizer.Choose(Of(real, PhotoSet.Training).Select(r => r.Photo));
        Backbone[] views = backbone.Views.Count == 0 ? [backbone] : [.. backbone.Views];
        BackboneQuantizer[] quantizers = [.. views.Select(view => new BackboneQuantizer(view, seen, cancellationToken)
        {
            Started = () => progress?.Report(new RetrainProgress(RetrainStage.Bottlenecks, 0, 0)
            {
                Note = $"Looking at {seen.Count} training photos for the ranges of the network's inner values",
            }),
        })];
        var trials = new List<CalibrationTrial>();
        var judge = Judge.Of(real);
        foreach (CalibrationMethod method in Enum.GetValues<CalibrationMethod>())
        {
            BottleneckResult features = await BottleneckComputer.ComputeAsync(
                judge.Photos, Quantize(method), options.Bottlenecks, null, cancellationToken).ConfigureAwait(false);
            trials.Add(judge.Ask(method, features));
        }

        CalibrationTrial best = trials.OrderByDescending(t => t.Correct).ThenBy(t => t.CrossEntropy).First();
        Backbone whole = Quantize(best.Method);
        PreparedPhotos photos =
            await PreparedPhotos.MakeAsync(folder, whole, options, progress, cancellationToken).ConfigureAwait(false);
        return new QuantizedTraining(whole, photos, seen.Count, trials) { Method = best.Method };

        Backbone Quantize(CalibrationMethod method) =>
            BackboneViews.Combine([.. quantizers.Select(q => q.Quantize(method))], backbone.Combination);
    }

    private static IEnumerable<((Photo Photo, string Hash) Photo, int Row)> Of(PreparedPhotos photos, PhotoSet set) =>
        photos.Data.RowsOf(set).Select(row => ((photos.Photos[row], photos.Summary.Bottlenecks.ContentHashes[row]), row));

    /// <summary>A layer on float features, and the photos that it is asked about.</summary>
    private sealed record Judge(IReadOnlyList<Photo> Photos, Head Head)
    {
        public static Judge Of(PreparedPhotos real)
        {
            var rows = QuantizedTraining.Of(real, PhotoSet.Validation).ToList();
            if (rows.Count == 0)
            {
                rows = [.. QuantizedTraining.Of(real, PhotoSet.Training)];
            }

            Photo[] photos =
            [
                .. rows.Select(r => r.Photo).DistinctBy(p => p.Hash).OrderBy(p => p.Hash, StringComparer.Ordinal).Take(MostJudges)
                    .Select(p => p.Photo),
            ];
            var options = new LbfgsOptions { Strengths = [Strength], Standardise = false };
            return new Judge(photos, LbfgsTrainer.Train(real.Data, options).Head);
        }

        public CalibrationTrial Ask(CalibrationMethod method, BottleneckResult features)
        {
            int[] classes = [.. features.Photos.Select(p => p.Class)];
            (int right, double crossEntropy) =
                HeadScorer.Measure(Head, features.Features, classes, [.. Enumerable.Range(0, classes.Length)]);
            return new CalibrationTrial(method, classes.Length, right, crossEntropy);
        }
    }
}
