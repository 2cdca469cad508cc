using Retrain.Bottlenecks;

namespace Retrain.Training.Distorting;

/// <summary>Room for one step's batch while workers fill it. Guarded by the lock of its <see cref="DistortedBatches"/>.</summary>
internal sealed class DistortedBatch
{
    /// <summary>Makes room.</summary>
    /// <param name="count">Photos of a batch.</param>
    /// <param name="width">Features of a photo.</param>
    public DistortedBatch(int count, int width)
    {
        Photos = new int[count];
        Batch = new TrainingBatch(new FeatureMatrix(new float[count * width], width), [.. Enumerable.Range(0, count)], new int[count]);
    }

    /// <summary>Whose it is.</summary>
    public int Step { get; private set; }

    /// <summary>Row of the photo in each slot.</summary>
    public int[] Photos { get; }

    /// <summary>What the trainer gets.</summary>
    public TrainingBatch Batch { get; }

    /// <summary>The slot that is to be handed out next.</summary>
    public int NextSlot { get; set; }

    /// <summary>Slots whose features are still missing.</summary>
    public int Missing { get; set; }

    /// <summary>Takes on a step.</summary>
    public void Begin(int step, ReadOnlySpan<int> photos, IReadOnlyList<int> classes)
    {
        Step = step;
        NextSlot = 0;
        Missing = photos.Length;
        photos.CopyTo(Photos);
        for (int i = 0; i < photos.Length; i++)
        {
            Batch.Truth[i] = classes[photos[i]];
        }
    }

    /// <summary>The place of a slot's features.</summary>
    public Span<float> Row(int slot) => Batch.Features.Writable(slot);
}
