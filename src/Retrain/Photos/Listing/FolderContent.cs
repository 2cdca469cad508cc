using Retrain.Foundation;

namespace Retrain.Photos.Listing;

/// <summary>What one folder holds, sorted by code point.</summary>
/// <param name="Folders">Names of its folders, links to folders among them.</param>
/// <param name="Files">Names of its files.</param>
/// <param name="Unusable">Names that cannot be opened, each with the reason.</param>
/// <param name="Hidden">Number of hidden and system entries left out.</param>
internal sealed record FolderContent(
    IReadOnlyList<string> Folders, IReadOnlyList<string> Files, IReadOnlyList<(string Name, string Reason)> Unusable, int Hidden)
{
    private const char ReplacementCharacter = '\uFFFD';

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
    };

    // Made by file managers, synchronisers and network disks, some of them full of thumbnails.
    private static readonly HashSet<string> SystemNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", "__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information",
    };

    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder; it exists.</param>
    /// <param name="withHidden">Whether hidden entries are listed like others.</param>
    /// <exception cref="RetrainException">The folder cannot be read.</exception>
    public static FolderContent Read(string path, bool withHidden = false)
    {
        var folders = new List<string>();
        var files = new List<string>();
        var unusable = new List<(string Name, string Reason)>();
        int hidden = 0;
        try
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", Everything))
            {
                if (!withHidden && IsHidden(entry.Name))
                {
                    hidden++;
                }
                else if (WhyUnusable(entry) is { } reason)
                {
                    unusable.Add((entry.Name, reason));
                }
                else
                {
                    (entry is DirectoryInfo ? folders : files).Add(entry.Name);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"folder {Wording.Quote(path)} cannot be read: {e.OneLine()}. Check its permissions.", e);
        }

        folders.Sort(CodePointComparer.Instance);
        files.Sort(CodePointComparer.Instance);
        unusable.Sort((a, b) => CodePointComparer.Instance.Compare(a.Name, b.Name));
        return new FolderContent(folders, files, unusable, hidden);
    }

    /// <summary>Whether file managers would not show it: a leading dot, or one of the well-known names.</summary>
    public static bool IsHidden(string name) => name.StartsWith('.') || SystemNames.Contains(name);

    private static string? WhyUnusable(FileSystemInfo entry)
    {
        // Bytes that are not UTF-8 arrive as U+FFFD, and the name no longer leads to the file.
        if (entry.Name.Contains(ReplacementCharacter, StringComparison.Ordinal) && !Path.Exists(entry.FullName))
        {
            return "its name is not valid UTF-8; rename it";
        }

        return entry is FileInfo && entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && LeadsNowhere(entry)
            ? "a link whose target is missing"
            : null;
    }

    private static bool LeadsNowhere(FileSystemInfo link)
    {
        try
        {
            // Null: a reparse point that is no link, such as a file kept in a cloud.
            return link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: false };
        }
        catch (IOException)
        {
            return true;
        }
    }
}
