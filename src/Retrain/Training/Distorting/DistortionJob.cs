using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Photos;
using Retrain.Photos.Distorting;

namespace Retrain.Training.Distorting;

/// <summary>What distorted batches are made from.</summary>
/// <param name="Data">The plain bottlenecks; training rows are distorted, the others stay as they are.</param>
/// <param name="Photos">Photo of each row.</param>
/// <param name="Backbone">The network.</param>
/// <param name="Distortions">With <see cref="DistortionOptions.IsActive"/>.</param>
/// <param name="Sgd">Steps, batch size, sampling and seed.</param>
internal sealed record DistortionJob(
    LabelledFeatures Data, IReadOnlyList<Photo> Photos, Backbone Backbone, DistortionOptions Distortions, SgdOptions Sgd)
{
    /// <summary>Cache (of views) and workers.</summary>
    public BottleneckOptions Bottlenecks { get; init; } = new();

    /// <summary>The network and the clock.</summary>
    public BottleneckParts Parts { get; init; } = new();

    /// <summary>The step that is asked for first, as far as known: not 0 where a run is resumed.</summary>
    public int FirstStep { get; init; }

    /// <summary>Bytes for decoded pictures that are kept for their next turn. Default 256 MB.</summary>
    public long PictureMemory { get; init; } = 256L << 20;

    /// <summary>Bytes for batches that are computed ahead; one batch at least. Default 128 MB.</summary>
    public long BatchMemory { get; init; } = 128L << 20;

    /// <summary>Photos worked on at once.</summary>
    public int Workers => Bottlenecks.Workers == 0 ? Environment.ProcessorCount : Bottlenecks.Workers;
}
