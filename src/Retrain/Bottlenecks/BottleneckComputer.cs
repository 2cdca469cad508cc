using System.Runtime.CompilerServices;
using Retrain.Backbones;
using Retrain.Photos;

namespace Retrain.Bottlenecks;

/// <summary>Photos to bottlenecks: read, hash, decode, resize, network, cache.</summary>
public static class BottleneckComputer
{
    /// <summary>
    /// Computes or fetches the bottleneck of each photo. With a cache, a photo whose file is unchanged is not read, and one whose content
    /// is known is not computed. The features do not depend on the number of workers, nor on what the cache held. Where the backbone looks
    /// at photos in several views, each view's features are computed and cached as those of any network, then combined; the counts of the
    /// result and of the progress are then of bottlenecks, one for each photo and view.
    /// </summary>
    /// <param name="photos">The list; may name the same content more than once.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="options">Cache, workers, strictness.</param>
    /// <param name="progress">
    /// Told every second and at the end; one call at a time, from any thread. The time left is zero
    /// until the first photo is done.
    /// </param>
    /// <param name="cancellationToken">Ends the run after the photos in work; what is computed by then stays in the cache.</param>
    /// <exception cref="Foundation.RetrainException">
    /// Every photo is unusable, or one is and <see cref="BottleneckOptions.Strict"/> is set.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; carries <paramref name="cancellationToken"/>.</exception>
    public static Task<BottleneckResult> ComputeAsync(
        IReadOnlyList<Photo> photos,
        Backbone backbone,
        BottleneckOptions options,
        IProgress<BottleneckProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
            ComputeAsync(photos, backbone, options, new BottleneckParts(), progress, cancellationToken);

    /// <summary>As the public method, made of other parts.</summary>
    internal static Task<BottleneckResult> ComputeAsync(
        IReadOnlyList<Photo> photos,
        Backbone backbone,
        BottleneckOptions options,
        BottleneckParts parts,
        IProgress<BottleneckProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Workers, nameof(options));
        if (backbone.Views.Count > 0)
        {
            return ViewBottlenecks.ComputeAsync(photos, backbone, options, parts, progress, cancellationToken);
        }

        return Task.Run(
            async () =>
            {
                var run = new BottleneckRun(photos, backbone, options, parts, progress);
                await using ConfiguredAsyncDisposable _ = run.ConfigureAwait(false);
                return await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            },
            CancellationToken.None);
    }
}
