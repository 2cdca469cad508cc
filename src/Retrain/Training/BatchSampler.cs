using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Training;

/// <summary>
/// Draws the batches of one set as the original does (REFERENCE 5.5): first a class, each as likely, then a photo of it, with replacement.
/// </summary>
/// <remarks>
/// A class without photos in the set is never drawn; the original dies there. Slot k of step s is a pure function of seed, s and k, so
/// neither the batch size nor a resume changes what another slot draws.
/// </remarks>
internal sealed class BatchSampler
{
    // The original draws from this range and takes the remainder by the length of the class's list.
    private const int IndexRange = 1 << 27;

    private readonly RandomStream stream;
    private readonly int[][] photosOfClass;
    private readonly int[] batch;
    private readonly bool wholeSet;

    /// <summary>Prepares the draws.</summary>
    /// <param name="data">Rows of other sets are not drawn.</param>
    /// <param name="set">The set to draw from.</param>
    /// <param name="batchSize">Photos of a batch; negative: the whole set, class after class in row order, every time.</param>
    /// <param name="stream">Of this set alone.</param>
    /// <param name="sampling">Class first, or every photo as likely.</param>
    public BatchSampler(
        LabelledFeatures data, PhotoSet set, int batchSize, RandomStream stream, BatchSampling sampling = BatchSampling.Balanced)
    {
        this.stream = stream;
        int[] rows = data.RowsOf(set);
        photosOfClass = sampling == BatchSampling.Balanced || batchSize < 0 ? ByClass(rows, data) : rows.Length == 0 ? [] : [rows];
        wholeSet = batchSize < 0;
        batch = wholeSet ? [.. photosOfClass.SelectMany(rows => rows)] : new int[photosOfClass.Length == 0 ? 0 : batchSize];
    }

    /// <summary>Photos of every batch; 0 if the set is empty.</summary>
    public int Count => batch.Length;

    /// <summary>Row numbers of a step's batch; valid until the next call.</summary>
    public ReadOnlySpan<int> Draw(int step)
    {
        if (!wholeSet)
        {
            for (int slot = 0; slot < batch.Length; slot++)
            {
                long counter = (((long)step << 31) | (long)slot) << 1;
                int[] photos = photosOfClass[stream.Below(counter, photosOfClass.Length)];
                batch[slot] = photos[stream.Below(counter + 1, IndexRange) % photos.Length];
            }
        }

        return batch;
    }

    /// <summary>The rows of each class that has some, in class order.</summary>
    private static int[][] ByClass(int[] rows, LabelledFeatures data)
    {
        int[] counts = new int[data.ClassCount];
        foreach (int row in rows)
        {
            counts[data.Classes[row]]++;
        }

        int[][] photos = [.. counts.Select(count => new int[count])];
        Array.Clear(counts);
        foreach (int row in rows)
        {
            int label = data.Classes[row];
            photos[label][counts[label]++] = row;
        }

        return [.. photos.Where(ofClass => ofClass.Length > 0)];
    }
}
