using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Retrain.Backbones;
using Retrain.Bottlenecks.Caching;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Distorting;

namespace Retrain.Bottlenecks;

/// <summary>Bottlenecks of distorted views of photos: computed and cached as those of the photos themselves, view by view.</summary>
/// <remarks>
/// What view v of a photo looks like depends on the photo's content, the options and v, and on no seed: so runs share the views in the
/// cache, whatever their seeds and lists are, and a run with more views reuses those that are there.
/// </remarks>
internal static class DistortedBottlenecks
{
    /// <summary>Part of the key: a change to the distortions that moves features raises it.</summary>
    private const int Version = 1;

    /// <summary>Views 0 to <paramref name="use"/>'s last one after the other.</summary>
    /// <param name="photos">Usable photos, all of which must come through again.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="distortions">With <see cref="DistortionOptions.Views"/> above 0.</param>
    /// <param name="options">Cache and workers.</param>
    /// <param name="pictureMemory">Bytes for decoded pictures that are kept from view to view.</param>
    /// <param name="parts">What the computation is made of; reader and cache are replaced by those of the views.</param>
    /// <param name="use">Takes a view's number and its result, row i of which is photo i.</param>
    /// <param name="progress">Told of all views together, as <see cref="BottleneckComputer"/> does of photos.</param>
    /// <param name="cancellationToken">What is computed by then stays in the cache.</param>
    /// <exception cref="RetrainException">A photo could be used before, and cannot now.</exception>
    public static async Task ComputeAsync(
        IReadOnlyList<Photo> photos,
        Backbone backbone,
        DistortionOptions distortions,
        BottleneckOptions options,
        long pictureMemory,
        BottleneckParts parts,
        Action<int, BottleneckResult> use,
        IProgress<BottleneckProgress>? progress,
        CancellationToken cancellationToken)
    {
        // Each view is a run of its own; the network is opened once for all.
        var network = new Lazy<IFeatureNetwork>(() => parts.OpenNetwork(backbone));
        try
        {
            var reader = new DistortedReader<(ContentHash, string)>(backbone.Preprocessing, distortions, pictureMemory);
            int known = 0;
            for (int view = 0; view < distortions.Views; view++)
            {
                (int before, int knownBefore) = (view * photos.Count, known);
                RelayProgress<BottleneckProgress>? relay = progress is null
                    ? null
                    : new RelayProgress<BottleneckProgress>(p => progress.Report(
                        Whole(p, before, knownBefore, distortions.Views * photos.Count)));
                BottleneckParts ofView = PartsOf(parts, distortions, view, reader, network);
                BottleneckResult result = await BottleneckComputer.ComputeAsync(
                    photos, backbone, options with { Strict = false }, ofView, relay, cancellationToken).ConfigureAwait(false);
                if (result.Unusable.Count > 0)
                {
                    UnusablePhoto first = result.Unusable[0];
                    throw new RetrainException($"the photo {first.Photo.Path} could be used before, but not for its distorted views: "
                        + $"{first.Problem.Reason}; put it back and run again");
                }

                known += result.FromCache;
                use(view, result);
            }
        }
        finally
        {
            if (network.IsValueCreated)
            {
                network.Value.Dispose();
            }
        }
    }

    /// <summary>The second half of a view's cache key.</summary>
    internal static string Fingerprint(string backbone, DistortionOptions distortions, int view) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"""
            network={backbone}
            flip_left_right={distortions.FlipLeftRight}
            random_crop={distortions.RandomCrop}
            random_scale={distortions.RandomScale}
            random_brightness={distortions.RandomBrightness}
            view={view}
            distortions={Version}
            """))));

    private static BottleneckParts PartsOf(
        BottleneckParts parts, DistortionOptions distortions, int view, DistortedReader<(ContentHash, string)> reader,
        Lazy<IFeatureNetwork> network)
    {
        var stream = new DistortionStream(0, FormattableString.Invariant($"distorted view {view}"));
        return parts with
        {
            ReadPhoto = Read,
            OpenNetwork = _ => new Borrowed(network.Value),
            OpenCache = (backbone, options) => options.CacheFolder is null
                ? new NoCache()
                : new SqliteCache(options.CacheFolder, Fingerprint(backbone.Fingerprint, distortions, view), backbone.Features),
        };

        PhotoReading Read(ReadOnlyMemory<byte> file, string name, Preprocessing preprocessing, Span<float> input)
        {
            // Photos draw apart from each other, and the same photo the same wherever it lies.
            var content = ContentHash.Of(file.Span);
            DistortionDraw draw = stream.Draw(BinaryPrimitives.ReadInt64LittleEndian(content.ToArray()));
            (ContentHash, string) key = (content, PhotoSuffix.Of(name));
            return reader.TryRead(key, draw, input, out PhotoReading reading) ? reading : reader.Read(key, file, name, draw, input);
        }
    }

    private static BottleneckProgress Whole(BottleneckProgress view, int before, int knownBefore, int total)
    {
        int done = before + view.Done;
        TimeSpan remaining = view.PerSecond > 0 ? TimeSpan.FromSeconds((total - done) / view.PerSecond) : TimeSpan.Zero;
        return new BottleneckProgress(done, total, knownBefore + view.FromCache, view.PerSecond, remaining);
    }

    private sealed class Borrowed(IFeatureNetwork network) : IFeatureNetwork
    {
        public void Compute(ReadOnlySpan<float> planes, Span<float> features) => network.Compute(planes, features);

        public void Dispose()
        {
        }
    }
}
