using System.Diagnostics.CodeAnalysis;

namespace Retrain.Backbones.Catalogue;

/// <summary>Where modules are kept and fetched from.</summary>
internal sealed record ModuleStoreOptions
{
    /// <summary>Variable of TensorFlow Hub that names its cache; it comes before <see cref="CacheFolder"/>, as there.</summary>
    public string? EnvironmentCacheFolder { get; init; } = Environment.GetEnvironmentVariable("TFHUB_CACHE_DIR");

    /// <summary><c>--tfhub_cache_dir</c>; <see langword="null"/> or empty: not given.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Where new modules go if neither is given; only this user's.</summary>
    public string UserCacheFolder { get; init; } = OwnFolder();

    /// <summary>Where TensorFlow Hub keeps modules if neither is given: read, never written, for all users of a machine share it.</summary>
    public string SharedCacheFolder { get; init; } = TensorFlowFolder();

    /// <summary><c>--module_base_url</c>: mirror that stands for <c>https://tfhub.dev</c>; <see langword="null"/>: none.</summary>
    public string? ModuleBaseUrl { get; init; }

    /// <summary>Connections; <see langword="null"/>: the system's, with its proxy settings. It must not follow redirects itself.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Clock of waits and time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Longest silence of a server.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits before the second try, the third and so on; then it is given up. A try that brought much does not count.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } = [.. new[] { 1, 2, 4, 8 }.Select(s => TimeSpan.FromSeconds(s))];

    /// <summary>Pause between looks at a download of another process.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>What an archive may hold.</summary>
    public ArchiveLimits Limits { get; init; } = new();

    /// <inheritdoc cref="ModulePins.Known"/>
    public IReadOnlyDictionary<string, string> Pins { get; init; } = ModulePins.Known;

    /// <summary>Takes lines for the user.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    private static string OwnFolder()
    {
        // A container's user without an entry in passwd has "/" for a home, where nothing can be written.
        bool hasSystemPlace = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
        string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? cache
            : hasSystemPlace ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home ? Path.Combine(home, ".cache") : "";
        return root.Length == 0 ? ".retrain-cache" : Path.Combine(root, "retrain", "modules");
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Modules that TensorFlow Hub left there are only read.")]
    private static string TensorFlowFolder() => Path.Combine(Path.GetTempPath(), "tfhub_modules");
}
