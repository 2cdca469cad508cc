using Retrain.Backbones;
using Retrain.Photos;

namespace Retrain.Bottlenecks;

/// <summary>Photos to bottlenecks: read, hash, decode, resize, network, cache.</summary>
public static class BottleneckComputer
{
    /// <summary>Computes or fetches the bottleneck of each photo.</summary>
    /// <exception cref="Foundation.RetrainException">Every photo is unusable, or one is and <see cref="BottleneckOptions.Strict"/> is set.</exception>
    public static Task<BottleneckResult> ComputeAsync(
        IReadOnlyList<Photo> photos,
        Backbone backbone,
        BottleneckOptions options,
        IProgress<BottleneckProgress>? progress = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
