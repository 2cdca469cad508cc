using System.IO.Enumeration;

namespace Retrain.Cli.Watching;

/// <summary>The files of the class folders in brief: equal states mean that no name, size or time has changed.</summary>
/// <param name="Files">Their number; -1: the folder cannot be read.</param>
/// <param name="Digest">Over names, sizes and times; only good for comparisons within a process.</param>
internal readonly record struct FolderState(int Files, long Digest)
{
    private const int MostNesting = 32;

    /// <summary>The folder is not there, or cannot be read.</summary>
    public static FolderState Missing { get; } = new(-1, 0);

    /// <summary>Looks at an image folder. Hidden files and loose ones beside the class folders do not count.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="recursive">Whether folders inside a class folder count.</param>
    /// <param name="outputs">Folders that a run itself writes to; they do not count.</param>
    public static FolderState Of(string folder, bool recursive, IReadOnlyList<string> outputs)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        HashSet<string> skipped = [.. outputs.Select(o => Path.TrimEndingDirectorySeparator(Path.GetFullPath(o)))];
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = 0,
            MaxRecursionDepth = recursive ? MostNesting : 1,
        };
        try
        {
            if (!Directory.Exists(root))
            {
                return Missing;
            }

            var files = new FileSystemEnumerable<long>(root, (ref FileSystemEntry entry) => DigestOf(ref entry), options)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                    !entry.IsDirectory && !IsHidden(entry.FileName) && entry.Directory.Length > entry.RootDirectory.Length,
                // A link may lead back up; a class folder may be one, folders further down may not.
                ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsHidden(entry.FileName)
                    && (!entry.Attributes.HasFlag(FileAttributes.ReparsePoint) || entry.Directory.Length <= entry.RootDirectory.Length)
                    && !skipped.Contains(entry.ToFullPath()),
            };
            int count = 0;
            long digest = 0;
            foreach (long one in files)
            {
                count++;
                // A sum, since the order in which folders list their files may change.
                digest = unchecked(digest + one);
            }

            return new FolderState(count, digest);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Missing;
        }
    }

    private static bool IsHidden(ReadOnlySpan<char> name) => name.StartsWith('.');

    private static long DigestOf(ref FileSystemEntry entry)
    {
        string path = entry.ToFullPath();
        long size = entry.Length;
        long time = entry.LastWriteTimeUtc.Ticks;
        return ((long)HashCode.Combine(path, size, time) << 32) | (uint)HashCode.Combine(time, size, path, 1);
    }
}
