namespace Retrain.Photos.Listing;

/// <summary>Where a folder really lies, links resolved; needed only to notice links that lead back.</summary>
internal static class RealPath
{
    // What Linux allows before it calls a chain of links a loop.
    private const int MaximumLinks = 40;

    /// <summary>Names are compared as the system's usual file system does.</summary>
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The full path with every link on the way resolved; a part that does not exist stays as it is.</summary>
    public static string Of(string path) => Of(path, MaximumLinks);

    /// <summary>A full path without a trailing separator; links are not resolved.</summary>
    public static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Whether <paramref name="inner"/> is <paramref name="outer"/> or lies in it; both full.</summary>
    public static bool IsWithin(string inner, string outer) =>
        inner.StartsWith(outer, Comparison)
        && (inner.Length == outer.Length || Path.EndsInDirectorySeparator(outer) || inner[outer.Length] == Path.DirectorySeparatorChar);

    private static string Of(string path, int linksLeft)
    {
        string full = Full(path);
        string real = Path.GetPathRoot(full) ?? "";
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Join(real, part);
            if (linksLeft > 0 && new DirectoryInfo(real).LinkTarget is { } target)
            {
                real = Of(Path.Combine(Path.GetDirectoryName(real)!, target), linksLeft - 1);
            }
        }

        return real;
    }
}
