using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Training.Distorting;

/// <summary>
/// Batches of photos of which so many distorted views were computed beforehand: the photos are drawn as in <see cref="CachedBatches"/>,
/// and each slot draws a view of its photo.
/// </summary>
internal sealed class DistortedViews : IBatchSource
{
    private readonly BatchSampler sampler;
    private readonly RandomStream stream;
    private readonly LabelledFeatures plain;
    private readonly int[] ordinals;
    private readonly int trainingPhotos;
    private readonly int views;
    private readonly int[] rows;
    private readonly int[] truth;

    private DistortedViews(DistortionJob job, LabelledFeatures data, int[] training)
    {
        plain = job.Data;
        Data = data;
        views = job.Distortions.Views;
        trainingPhotos = training.Length;
        ordinals = new int[job.Data.Features.Rows];
        for (int i = 0; i < training.Length; i++)
        {
            ordinals[training[i]] = i;
        }

        SgdOptions sgd = job.Sgd;
        stream = new RandomStream(sgd.Seed, "distorted views");
        sampler = new BatchSampler(
            job.Data, PhotoSet.Training, sgd.TrainBatchSize, CachedBatches.TrainingStream(sgd.Seed), sgd.Sampling);
        rows = new int[sampler.Count];
        truth = new int[sampler.Count];
    }

    /// <summary>
    /// All views of the training photos as training rows, view after view, then the plain validation photos in their order: what a trainer
    /// without batches learns from.
    /// </summary>
    public LabelledFeatures Data { get; }

    /// <summary>Views that were computed now; the others were in the cache.</summary>
    public int Computed { get; private set; }

    /// <summary>Files that were read now.</summary>
    public int FilesRead { get; private set; }

    /// <inheritdoc/>
    public int Count => rows.Length;

    /// <summary>Computes or fetches the views.</summary>
    /// <param name="job">With views.</param>
    /// <param name="progress">Told of all views together.</param>
    /// <param name="cancellationToken">What is computed by then stays in the cache.</param>
    /// <exception cref="RetrainException">There are too many views for one array, or a photo cannot be read any more.</exception>
    public static async Task<DistortedViews> ComputeAsync(
        DistortionJob job, IProgress<BottleneckProgress>? progress, CancellationToken cancellationToken)
    {
        int[] training = job.Data.RowsOf(PhotoSet.Training);
        int[] validation = job.Data.RowsOf(PhotoSet.Validation);
        int width = job.Data.Features.Width;
        long values = (((long)job.Distortions.Views * training.Length) + validation.Length) * width;
        if (values > Array.MaxLength)
        {
            throw new RetrainException($"{job.Distortions.Views} distorted views of {training.Length} photos with {width} features are too "
                + $"many for one run: lower --distortion_views to {Math.Max(1, Array.MaxLength / width / training.Length)} at most");
        }

        float[] features = GC.AllocateUninitializedArray<float>((int)values);
        int computed = 0;
        int filesRead = 0;
        await DistortedBottlenecks.ComputeAsync(
            [.. training.Select(row => job.Photos[row])], job.Backbone, job.Distortions, job.Bottlenecks, job.PictureMemory, job.Parts, Use,
            progress, cancellationToken).ConfigureAwait(false);
        int end = job.Distortions.Views * training.Length;
        for (int i = 0; i < validation.Length; i++)
        {
            job.Data.Features.Row(validation[i]).CopyTo(features.AsSpan((end + i) * width));
        }

        var data = new LabelledFeatures(
            new FeatureMatrix(features, width),
            [
                .. Enumerable.Range(0, end).Select(row => job.Data.Classes[training[row % training.Length]]),
                .. validation.Select(row => job.Data.Classes[row]),
            ],
            [.. Enumerable.Repeat(PhotoSet.Training, end), .. Enumerable.Repeat(PhotoSet.Validation, validation.Length)],
            job.Data.ClassCount);
        return new DistortedViews(job, data, training) { Computed = computed, FilesRead = filesRead };

        void Use(int view, BottleneckResult result)
        {
            for (int i = 0; i < result.Features.Rows; i++)
            {
                result.Features.Row(i).CopyTo(features.AsSpan(((view * training.Length) + i) * width));
            }

            computed += result.Computed;
            filesRead += result.FilesRead;
        }
    }

    /// <inheritdoc/>
    public TrainingBatch Draw(int step)
    {
        ReadOnlySpan<int> photos = sampler.Draw(step);
        for (int slot = 0; slot < rows.Length; slot++)
        {
            int view = stream.Below(((long)step << 31) | (long)slot, views);
            rows[slot] = (view * trainingPhotos) + ordinals[photos[slot]];
            truth[slot] = plain.Classes[photos[slot]];
        }

        return new TrainingBatch(Data.Features, rows, truth);
    }
}
