namespace Retrain.Backbones.Catalogue;

/// <summary>Paths inside an archive, which is hostile until proven otherwise.</summary>
internal static class ArchivePath
{
    /// <summary>The path's folders and name joined by <c>/</c>; empty for the archive's root.</summary>
    /// <param name="path">As the archive has it.</param>
    /// <param name="limits">Longest and deepest path.</param>
    /// <param name="confined">The path in plain form.</param>
    /// <returns>What is wrong with it; <see langword="null"/>: nothing.</returns>
    public static string? Check(string path, ArchiveLimits limits, out string confined)
    {
        confined = "";
        if (path.Length > limits.PathLength)
        {
            return $"has {path.Length} characters (limit {limits.PathLength})";
        }

        if (path.Any(char.IsControl))
        {
            return "holds control characters";
        }

        // Both mean something on Windows, and no module has them.
        if (path.AsSpan().IndexOfAny('\\', ':') is >= 0 and int at)
        {
            return $"holds '{path[at]}'";
        }

        if (path.StartsWith('/'))
        {
            return "is absolute";
        }

        string[] parts = [.. path.Split('/').Where(p => p is not "" and not ".")];
        if (parts.Contains(".."))
        {
            return "leads out of the archive";
        }

        // Windows drops them, and two names become one.
        if (parts.Any(p => p[^1] is '.' or ' '))
        {
            return "has a name that ends in a full stop or a blank";
        }

        if (parts.Length > limits.Depth)
        {
            return $"is {parts.Length} folders deep (limit {limits.Depth})";
        }

        confined = string.Join('/', parts);
        return null;
    }
}
