using Retrain.Foundation;

namespace Retrain.Photos.Listing;

/// <summary>The default listing: direct sub-folders are classes, names are literal, nothing is left out without being counted.</summary>
internal sealed class FolderLister
{
    private readonly string imageFolder;
    private readonly bool isRecursive;
    private readonly OutputFolders outputs;
    private readonly ListingNotes notes = new();

    private FolderLister(string imageFolder, PhotoFolderOptions options)
    {
        this.imageFolder = imageFolder;
        isRecursive = options.Recursive;
        outputs = new OutputFolders(options.OutputFolders);
    }

    /// <summary>Lists a folder that exists.</summary>
    public static PhotoFolder List(string imageFolder, PhotoFolderOptions options) => new FolderLister(imageFolder, options).List();

    private PhotoFolder List()
    {
        FolderContent root = FolderContent.Read(imageFolder);
        notes.Hidden += root.Hidden;
        notes.Loose.AddRange(root.Files.Where(PictureFiles.HasPictureExtension));
        notes.Unusable.AddRange(root.Unusable);

        var classes = new List<PhotoClass>();
        var photos = new List<Photo>();
        var counts = new List<(string Folder, int Photos)>();
        foreach (string folder in root.Folders)
        {
            if (outputs.Contains(PathOf(folder)))
            {
                notes.NoteOutput(folder, FolderContent.Read(PathOf(folder)));
                continue;
            }

            List<string> names = ReadClass(folder, out int lost);
            if (names.Count == 0)
            {
                notes.NoteEmpty(folder);
                continue;
            }

            notes.Class(folder, names.Count, lost);
            photos.AddRange(names.Select(name => new Photo(PathOf(name), name, classes.Count)));
            classes.Add(new PhotoClass(folder, folder));
            counts.Add((folder, names.Count));
        }

        if (classes.Count < 2)
        {
            throw ImageFolderErrors.TooFewClasses(imageFolder, counts);
        }

        RefuseEqualLabels(classes);
        return new PhotoFolder(imageFolder, classes, photos, notes.Warnings(), notes.Skipped);
    }

    // Names are "class/file", with folders in between where nested ones are read.
    private List<string> ReadClass(string folder, out int lost)
    {
        var photos = new List<string>();
        lost = 0;

        // A folder that can be reached in two ways is read once, by its own name rather than through a link.
        var seen = new HashSet<string>(StringComparer.FromComparison(RealPath.Comparison));
        var folders = new Queue<string>([folder]);
        var links = new Queue<string>();
        while (folders.TryDequeue(out string? current) || links.TryDequeue(out current))
        {
            string path = PathOf(current);
            if (isRecursive)
            {
                string real = RealPath.Of(path);
                if (!seen.Add(real) || RealPath.IsWithin(RealPath.Of(imageFolder), real))
                {
                    notes.Loops.Add(current);
                    continue;
                }
            }

            FolderContent content = FolderContent.Read(path);
            notes.Hidden += content.Hidden;
            lost += TakePhotos(current, content, photos);
            foreach (string inner in content.Folders.Select(f => current + "/" + f).Where(f => !outputs.Contains(PathOf(f))))
            {
                if (isRecursive)
                {
                    (new DirectoryInfo(PathOf(inner)).LinkTarget is null ? folders : links).Enqueue(inner);
                }
                else if (Directory.EnumerateFileSystemEntries(PathOf(inner)).Any())
                {
                    notes.Nested.Add(inner);
                }
            }
        }

        photos.Sort(CodePointComparer.Instance);
        return photos;
    }

    private int TakePhotos(string folder, FolderContent content, List<string> photos)
    {
        int before = notes.Skipped.Count;
        foreach ((string name, string reason) in content.Unusable)
        {
            notes.Skip(PathOf(folder + "/" + name), reason);
        }

        foreach (string file in content.Files)
        {
            string name = folder + "/" + file;
            if (PictureFiles.HasPictureExtension(file) || PictureFiles.BeginsLikeAPicture(PathOf(name), out string why))
            {
                photos.Add(name);
            }
            else
            {
                notes.Skip(PathOf(name), why);
            }
        }

        return notes.Skipped.Count - before;
    }

    private static void RefuseEqualLabels(List<PhotoClass> classes)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in classes.Select(c => c.Folder))
        {
            if (folder.AsSpan().IndexOfAny('\r', '\n') >= 0)
            {
                throw new RetrainException(
                    $"class folder {Wording.Quote(folder)} has a line break in its name, "
                        + "but a labels file has one line a label; rename it");
            }

            if (!folders.TryAdd(CanonicalForm.Of(folder).Trim(), folder))
            {
                string other = folders[CanonicalForm.Of(folder).Trim()];
                throw new RetrainException(
                    $"folders {Wording.QuoteAscii(other)} and {Wording.QuoteAscii(folder)} have names that look the "
                        + "same and would be one label; "
                    + "rename one of them or merge them");
            }
        }
    }

    private string PathOf(string name) => Path.Join(imageFolder, OperatingSystem.IsWindows() ? name.Replace('/', '\\') : name);
}
