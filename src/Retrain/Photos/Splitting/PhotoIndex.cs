using Retrain.Photos.Listing;

namespace Retrain.Photos.Splitting;

/// <summary>Finds photos by what people call them. Paths are only compared: nothing is opened.</summary>
internal sealed class PhotoIndex(PhotoFolder folder)
{
    private readonly Dictionary<string, int> byName = ByKey(folder, p => p.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, int> byPath = ByKey(folder, p => p.Path, StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, int>> byFullPath =
        new(() => ByKey(folder, p => RealPath.Full(p.Path), StringComparer.FromComparison(RealPath.Comparison)));

    /// <summary>Index of the photo with this name, path as given, or other path to the same place; null if there is none.</summary>
    public int? Find(string path)
    {
        // A table from Windows has backslashes; on other systems they may also be part of a name, which therefore goes first.
        foreach (string spelling in new[] { path, path.Replace('\\', '/') })
        {
            if (byName.TryGetValue(spelling, out int photo) || byPath.TryGetValue(spelling, out photo))
            {
                return photo;
            }
        }

        foreach (string spelling in new[] { path, path.Replace('\\', '/') }.Where(
            s => s.Length > 0 && !s.Contains('\0', StringComparison.Ordinal)))
        {
            if (byFullPath.Value.TryGetValue(RealPath.Full(spelling), out int photo)
                || byFullPath.Value.TryGetValue(RealPath.Full(Path.Combine(folder.Path, spelling)), out photo))
            {
                return photo;
            }
        }

        return null;
    }

    private static Dictionary<string, int> ByKey(PhotoFolder folder, Func<Photo, string> key, StringComparer comparer)
    {
        var index = new Dictionary<string, int>(folder.Photos.Count, comparer);
        for (int i = 0; i < folder.Photos.Count; i++)
        {
            index.TryAdd(key(folder.Photos[i]), i);
        }

        return index;
    }
}
