using Retrain.Bottlenecks.Caching;
using Retrain.Photos.Decoding;

namespace Retrain.Bottlenecks;

/// <summary>Where the bottleneck of a photo came from.</summary>
internal enum PhotoState
{
    /// <summary>Not known yet.</summary>
    Open,

    /// <summary>The cache knew it.</summary>
    FromCache,

    /// <summary>It was computed now.</summary>
    Computed,

    /// <summary>It has the same bytes as another photo of the list, whose bottleneck it gets.</summary>
    Copy,
}

/// <summary>What is known of one photo of a run. Written by the worker that has the photo.</summary>
internal struct PhotoRecord
{
    /// <summary>How far it is.</summary>
    public PhotoState State;

    /// <summary>Index of the photo with the same bytes, where the state says so.</summary>
    public int Original;

    /// <summary>Hash of its bytes, where it could be read.</summary>
    public ContentHash Content;

    /// <summary>Problem and notes.</summary>
    public PhotoOutcome Outcome;

    /// <summary>The file with its stamp, where that can be believed in the next run.</summary>
    public CacheFile? File;

    /// <summary>Why the photo cannot be used.</summary>
    public readonly PhotoProblem? Problem => Outcome.Problem;
}
