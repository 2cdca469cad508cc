namespace Retrain.Cli.Output;

/// <summary>Sizes for people.</summary>
internal static class SizeText
{
    /// <summary>"512 B", "1.5 kB", "6.8 MB"; decimal units.</summary>
    public static string Of(long bytes) =>
        bytes < 1000 ? $"{bytes} B" : bytes < 1_000_000 ? $"{bytes / 1e3:F1} kB" : $"{bytes / 1e6:F1} MB";
}
