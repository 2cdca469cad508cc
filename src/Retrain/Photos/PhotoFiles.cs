using Retrain.Foundation;
using Retrain.Photos.Listing;

namespace Retrain.Photos;

/// <summary>The picture files of a folder and of the folders in it, without classes: what there is to label.</summary>
/// <param name="Paths">
/// Pictures by name or content, each once, in code point order; the folder as given, joined with the names in it.
/// </param>
/// <param name="Skipped">Other files that are not hidden, each as <c>path: reason</c>.</param>
public sealed record PhotoFiles(IReadOnlyList<string> Paths, IReadOnlyList<string> Skipped)
{
    /// <summary>
    /// Lists a folder by the rules of <see cref="PhotoFolder.Open"/> with <see cref="PhotoFolderOptions.Recursive"/>. Links that lead back
    /// are not followed.
    /// </summary>
    /// <exception cref="RetrainException">A folder cannot be read.</exception>
    public static PhotoFiles Below(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var photos = new List<string>();
        var skipped = new List<string>();

        // A folder that can be reached in two ways is read once, by its own name rather than through a link.
        var seen = new HashSet<string>(StringComparer.FromComparison(RealPath.Comparison));
        var folders = new Queue<string>([folder]);
        var links = new Queue<string>();
        while (folders.TryDequeue(out string? current) || links.TryDequeue(out current))
        {
            if (!seen.Add(RealPath.Of(current)))
            {
                continue;
            }

            FolderContent content = FolderContent.Read(current);
            skipped.AddRange(content.Unusable.Select(u => Line(Path.Join(current, u.Name), u.Reason)));
            foreach (string path in content.Files.Select(name => Path.Join(current, name)))
            {
                if (PictureFiles.HasPictureExtension(path) || PictureFiles.BeginsLikeAPicture(path, out string why))
                {
                    photos.Add(path);
                }
                else
                {
                    skipped.Add(Line(path, why));
                }
            }

            foreach (string inner in content.Folders.Select(name => Path.Join(current, name)))
            {
                (new DirectoryInfo(inner).LinkTarget is null ? folders : links).Enqueue(inner);
            }
        }

        photos.Sort(CodePointComparer.Instance);
        return new PhotoFiles(photos, skipped);
    }

    private static string Line(string path, string reason) => $"{Wording.OneLine(path)}: {reason}";
}
