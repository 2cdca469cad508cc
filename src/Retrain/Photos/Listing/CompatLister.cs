using Retrain.Foundation;

namespace Retrain.Photos.Listing;

/// <summary>The original's listing with its quirks where they are not crashes, REFERENCE 2.1 to 2.3.</summary>
/// <remarks>
/// The walk visits every folder, but files are looked up in <c>image folder/last part of the walked path</c>. Where two folders get one
/// label the original drops the first one's photos without a word; here that is an error.
/// </remarks>
internal static class CompatLister
{
    private static readonly string[] Extensions = [".JPEG", ".JPG", ".jpeg", ".jpg", ".png"];

    /// <summary>Lists a folder that exists.</summary>
    public static PhotoFolder List(string imageFolder, PhotoFolderOptions options)
    {
        var outputs = new OutputFolders(options.OutputFolders);
        var notes = new ListingNotes();
        var classes = new List<PhotoClass>();
        var photos = new List<Photo>();
        var counts = new List<(string Folder, int Photos)>();
        var folderOfLabel = new Dictionary<string, string>(StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (string walked in Walk(imageFolder, outputs, notes))
        {
            string folder = Path.GetFileName(walked);
            if (folder == imageFolder || !done.Add(folder))
            {
                continue;
            }

            List<string> names = Photos(imageFolder, folder, notes, out int lost);
            if (names.Count == 0)
            {
                notes.NoteEmpty(folder, isMisread: IsMisread(folder));
                continue;
            }

            string label = LabelSpelling.Compat(folder);
            if (!folderOfLabel.TryAdd(label, folder))
            {
                throw new RetrainException(
                    $"folders {Wording.Quote(folderOfLabel[label])} and {Wording.Quote(folder)} both get the label {Wording.Quote(label)}; "
                    + "rename one of them, or leave --compat out to keep labels as the folders are written");
            }

            notes.Class(folder, names.Count, lost);
            photos.AddRange(names.Select(name => new Photo(Path.Join(imageFolder, folder, name), folder + "/" + name, classes.Count)));
            classes.Add(new PhotoClass(label, folder));
            counts.Add((folder, names.Count));
        }

        return classes.Count < 2
            ? throw ImageFolderErrors.TooFewClasses(imageFolder, counts)
            : new PhotoFolder(imageFolder, classes, photos, notes.Warnings(), notes.Skipped);
    }

    // All folders below, as strings in the order of their code points; the root, which always comes first, is left out.
    private static List<string> Walk(string imageFolder, OutputFolders outputs, ListingNotes notes)
    {
        var all = new List<string>();
        var open = new Stack<string>([imageFolder]);
        while (open.TryPop(out string? folder))
        {
            foreach (string inner in FolderContent.Read(folder, withHidden: true).Folders.Select(f => Path.Join(folder, f)))
            {
                if (outputs.Contains(inner))
                {
                    notes.NoteOutput(Path.GetFileName(inner), FolderContent.Read(inner));
                    continue;
                }

                all.Add(inner);

                // Below a link that leads back stand only names that have been met.
                bool leadsBack = new DirectoryInfo(inner).LinkTarget is not null
                    && RealPath.IsWithin(RealPath.Of(folder), RealPath.Of(inner));
                if (!leadsBack)
                {
                    open.Push(inner);
                }
            }
        }

        all.Sort(CodePointComparer.Instance);
        return all;
    }

    private static bool IsMisread(string folder) => GlobPattern.IsPattern(folder) && !GlobPattern.Matches(folder, folder);

    private static List<string> Photos(string imageFolder, string folder, ListingNotes notes, out int lost)
    {
        lost = 0;
        string path = Path.Join(imageFolder, folder);

        // The name is a pattern: what it finds in other folders the original cannot open afterwards.
        if (!Directory.Exists(path) || IsMisread(folder))
        {
            return [];
        }

        FolderContent content = FolderContent.Read(path, withHidden: true);
        StringComparison comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        List<string> names = [.. content.Files.Where(file => Array.Exists(Extensions, e => file.EndsWith(e, comparison)))];
        foreach (string file in content.Files.Except(names))
        {
            notes.Skip(Path.Join(path, file), "extension is none of JPEG, JPG, jpeg, jpg, png");
        }

        foreach ((string name, string reason) in content.Unusable)
        {
            notes.Skip(Path.Join(path, name), reason);
        }

        lost = content.Files.Count - names.Count + content.Unusable.Count;
        return names;
    }
}
