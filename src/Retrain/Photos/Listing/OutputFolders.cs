namespace Retrain.Photos.Listing;

/// <summary>Folders that this program writes to and therefore does not list.</summary>
internal sealed class OutputFolders(IReadOnlyList<string> folders)
{
    private readonly HashSet<string> full = new(
        folders.Where(f => !string.IsNullOrWhiteSpace(f)).Select(RealPath.Full), StringComparer.FromComparison(RealPath.Comparison));

    /// <summary>Whether a folder is one of them; links are not resolved.</summary>
    public bool Contains(string folder) => full.Count > 0 && full.Contains(RealPath.Full(folder));
}
