namespace Retrain.Bottlenecks;

/// <summary>How bottlenecks are computed and kept.</summary>
public sealed record BottleneckOptions
{
    /// <summary>Folder of the cache; <see langword="null"/> for none: everything is computed.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Photos worked on at once. Default 0: as many as this process may use cores.</summary>
    public int Workers { get; init; }

    /// <summary>
    /// Bytes of memory that features may take. More of them lie in a file of <see cref="TemporaryFolder"/>, which costs some speed and no
    /// accuracy: every figure is the same. Default 0: half of what this process may have.
    /// </summary>
    public long MemoryLimit { get; init; }

    /// <summary>Folder of that file; <see langword="null"/>, the default, for <see cref="CacheFolder"/>.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>Stop at the first photo that cannot be used. Default false: it costs one line.</summary>
    public bool Strict { get; init; }
}
