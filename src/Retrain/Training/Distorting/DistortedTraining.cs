using Retrain.Bottlenecks;
using Retrain.Photos;

namespace Retrain.Training.Distorting;

/// <summary>What a trainer gets where training photos are distorted.</summary>
/// <param name="Data">What to learn from instead of the plain bottlenecks; validation rows are the same, in the same order.</param>
/// <param name="Batches">Where batches come from.</param>
/// <param name="Cost">What it costs.</param>
internal sealed record DistortedTraining(LabelledFeatures Data, IBatchSource Batches, DistortionCost Cost) : IDisposable
{
    private static readonly TimeSpan MeasuringTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Tells the cost; then computes the views, or begins with the photos of the first steps, whose batches are ready as they are drawn.
    /// </summary>
    /// <param name="job">What to distort, and how.</param>
    /// <param name="photosPerSecond">How fast bottlenecks were computed just now; 0: measured where it matters.</param>
    /// <param name="note">Gets the line about the cost, before it is paid.</param>
    /// <param name="progress">Told of the views, about every second.</param>
    /// <param name="cancellationToken">Ends this, and later the drawing of batches.</param>
    /// <exception cref="Foundation.RetrainException">A photo cannot be read any more, or there are too many views.</exception>
    public static Task<DistortedTraining> PrepareAsync(
        DistortionJob job, double photosPerSecond, Action<string>? note, IProgress<BottleneckProgress>? progress,
        CancellationToken cancellationToken) =>
        job.Distortions.Views > 0
            ? ViewsAsync(job, photosPerSecond, note, progress, cancellationToken)
            : Task.Run(() => Online(job, photosPerSecond, note, progress, cancellationToken), CancellationToken.None);

    /// <summary>Stops what is computed ahead.</summary>
    public void Dispose() => (Batches as IDisposable)?.Dispose();

    private static async Task<DistortedTraining> ViewsAsync(
        DistortionJob job, double photosPerSecond, Action<string>? note, IProgress<BottleneckProgress>? progress,
        CancellationToken cancellationToken)
    {
        // Where the photos' own bottlenecks came from the cache, so do the views as a rule: measuring would take longer than they do.
        DistortionCost cost = CostOf(job, 0, photosPerSecond);
        note?.Invoke(cost.Line);
        DistortedViews views = await DistortedViews.ComputeAsync(job, progress, cancellationToken).ConfigureAwait(false);
        return new DistortedTraining(views.Data, views, cost);
    }

    private static DistortedTraining Online(
        DistortionJob job, double photosPerSecond, Action<string>? note, IProgress<BottleneckProgress>? progress,
        CancellationToken cancellationToken)
    {
        var batches = new DistortedBatches(job, progress, cancellationToken);
        try
        {
            double rate = photosPerSecond > 0 ? photosPerSecond : batches.MeasureRate(MeasuringTime);
            DistortionCost cost = CostOf(job, batches.Count, rate);
            note?.Invoke(cost.Line);
            return new DistortedTraining(job.Data, batches, cost);
        }
        catch
        {
            batches.Dispose();
            throw;
        }
    }

    private static DistortionCost CostOf(DistortionJob job, int batchSize, double rate) => new(
        Math.Max(0, job.Sgd.Steps - job.FirstStep), batchSize, job.Data.Sets.Count(set => set == PhotoSet.Training), job.Distortions.Views,
        rate);
}
