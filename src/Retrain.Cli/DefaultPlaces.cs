namespace Retrain.Cli;

/// <summary>Where things go when no option says otherwise.</summary>
internal static class DefaultPlaces
{
    /// <summary>The original's places, used with <c>--compat</c> only: they are shared by all users of a machine.</summary>
    public const string CompatLabels = "/tmp/output_labels.txt";

    /// <inheritdoc cref="CompatLabels"/>
    public const string CompatGraph = "/tmp/output_graph.pb";

    /// <inheritdoc cref="CompatLabels"/>
    public const string CompatBottlenecks = "/tmp/bottleneck";

    /// <inheritdoc cref="CompatLabels"/>
    public const string CompatCheckpoint = "/tmp/_retrain_checkpoint";

    /// <inheritdoc cref="CompatLabels"/>
    public const string CompatSummaries = "/tmp/retrain_logs";

    /// <summary>Folder, below the current one, that collects model folders.</summary>
    public const string Retrained = "retrained";

    /// <summary>
    /// The user's own cache: <c>$XDG_CACHE_HOME/retrain</c> or the system's place for such files; a hidden folder here if there is no home.
    /// </summary>
    public static string Bottlenecks()
    {
        // A container's user without an entry in passwd has "/" for a home, where nothing can be written.
        string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? cache
            : OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home ? Path.Combine(home, ".cache") : "";
        return root.Length == 0 ? ".retrain-cache" : Path.Combine(root, "retrain");
    }

    /// <summary>A new folder <c>retrained/2026-11-25-204233</c>; a number is added where it is taken.</summary>
    /// <param name="now">When the run started.</param>
    /// <param name="within">Folder that collects model folders.</param>
    public static string NewModelFolder(DateTimeOffset now, string within = Retrained)
    {
        string folder = Path.Combine(within, now.ToString("yyyy-MM-dd-HHmmss"));
        string free = folder;
        for (int n = 2; Directory.Exists(free); n++)
        {
            free = $"{folder}-{n}";
        }

        return free;
    }

    /// <summary>
    /// The newest model folder below <c>retrained</c>; empty if there is none. What a killed run left half written does not count.
    /// </summary>
    /// <param name="within">Folder that collects model folders.</param>
    public static string NewestModelFolder(string within = Retrained) =>
        Directory.Exists(within)
            ? Directory.GetDirectories(within)
                .Where(d => !Path.GetFileName(d).Contains(".writing-", StringComparison.Ordinal)
                    && File.Exists(Path.Combine(d, "model.onnx")))
                .Max(StringComparer.Ordinal) ?? ""
            : "";

    /// <summary>Shells do not expand <c>~</c> after <c>=</c>; people expect it all the same.</summary>
    public static string Expand(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) && !Directory.Exists("~")
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
            : path;
}
