using Retrain.Photos;

namespace Retrain.Bottlenecks;

/// <summary>The bottlenecks of a list of photos.</summary>
public sealed record BottleneckResult
{
    /// <summary>The usable photos, in the order of the list.</summary>
    public required IReadOnlyList<Photo> Photos { get; init; }

    /// <summary>[usable photos, F]; row i belongs to <see cref="Photos"/> i.</summary>
    public required FeatureMatrix Features { get; init; }

    /// <summary>Lower-case hex SHA-256 of each usable photo's bytes, in the same order.</summary>
    public required IReadOnlyList<string> ContentHashes { get; init; }

    /// <summary>The photos left out.</summary>
    public required IReadOnlyList<UnusablePhoto> Unusable { get; init; }

    /// <summary>Remarks on used photos (also those of earlier runs, which the cache keeps).</summary>
    public required IReadOnlyList<PhotoNote> Notes { get; init; }

    /// <summary>How many bottlenecks were computed now.</summary>
    public required int Computed { get; init; }

    /// <summary>How many came from the cache.</summary>
    public required int FromCache { get; init; }

    /// <summary>Files that were read from the disk now.</summary>
    public required int FilesRead { get; init; }

    /// <summary>Where the time went.</summary>
    public required StageTimes Times { get; init; }

    /// <summary>Notices about the cache itself: a damaged file that was set aside, for instance.</summary>
    public IReadOnlyList<string> CacheNotices { get; init; } = [];
}
