using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Training;

/// <summary>Batches of bottlenecks that are all there.</summary>
internal sealed class CachedBatches : IBatchSource
{
    private readonly LabelledFeatures data;
    private readonly BatchSampler sampler;
    private readonly int[] rows;
    private readonly int[] truth;

    /// <summary>Batches of one set.</summary>
    /// <param name="data">Rows of other sets are not drawn.</param>
    /// <param name="set">The set to draw from.</param>
    /// <param name="batchSize">Photos of a batch; negative: the whole set every time.</param>
    /// <param name="seed">Of the run; sets draw independently of each other.</param>
    /// <param name="sampling">How a photo is drawn.</param>
    public CachedBatches(LabelledFeatures data, PhotoSet set, int batchSize, long seed, BatchSampling sampling = BatchSampling.Balanced)
    {
        this.data = data;
        RandomStream stream = set == PhotoSet.Training ? TrainingStream(seed) : new RandomStream(seed, "validation batches");
        sampler = new BatchSampler(data, set, batchSize, stream, sampling);
        data.Features.Expect(batchSize < 0 ? ReadingOrder.Ascending : ReadingOrder.ByLot);
        rows = new int[sampler.Count];
        truth = new int[sampler.Count];
    }

    /// <summary>Where training photos are drawn from: the same photos, distorted or not.</summary>
    public static RandomStream TrainingStream(long seed) => new(seed, "batches");

    /// <inheritdoc/>
    public int Count => rows.Length;

    /// <inheritdoc/>
    public TrainingBatch Draw(int step)
    {
        sampler.Draw(step).CopyTo(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            truth[i] = data.Classes[rows[i]];
        }

        return new TrainingBatch(data.Features, rows, truth);
    }
}
