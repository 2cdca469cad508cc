using Retrain.Backbones;
using Retrain.Bottlenecks.Caching;
using Retrain.Photos;

namespace Retrain.Bottlenecks;

/// <summary>What the computation is made of. The defaults are the real things; tests put others in.</summary>
internal sealed record BottleneckParts
{
    /// <summary>Files to inputs.</summary>
    public ReadPhoto ReadPhoto { get; init; } = PhotoReader.Read;

    /// <summary>Opens the network; called when the first photo needs it, so a run from the cache never pays for it.</summary>
    public Func<Backbone, IFeatureNetwork> OpenNetwork { get; init; } = BackboneSession.Open;

    /// <summary>Opens the cache.</summary>
    public Func<Backbone, BottleneckOptions, IBottleneckCache> OpenCache { get; init; } = (backbone, options) =>
        options.CacheFolder is null ? new NoCache() : new SqliteCache(options.CacheFolder, backbone.Fingerprint, backbone.Features);

    /// <summary>The clock of progress, and of the comparison with files' times.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Time between two reports.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);
}
