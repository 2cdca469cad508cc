using Retrain.Foundation;

namespace Retrain.Photos.Listing;

/// <summary>What is wrong with an image folder, told with what is there.</summary>
internal static class ImageFolderErrors
{
    /// <summary>Refuses a path that is no folder.</summary>
    /// <exception cref="UsageException">The path is empty, missing, or a file.</exception>
    public static void RequireFolder(string path)
    {
        if (string.IsNullOrEmpty(path))
        {
            throw new UsageException("no image folder is given; name the folder that holds one sub-folder per class");
        }

        if (File.Exists(path))
        {
            throw new UsageException($"image folder {Wording.Quote(path)} is a file; name the folder that holds one sub-folder per class");
        }

        if (!Directory.Exists(path))
        {
            string parent = RealPath.Full(path);
            while (!Directory.Exists(parent) && Path.GetDirectoryName(parent) is { } above)
            {
                parent = above;
            }

            throw new UsageException(
                $"image folder {Wording.Quote(path)} does not exist; "
                    + $"the nearest folder that does, {Wording.Quote(parent)}, {Contents(parent)}");
        }
    }

    /// <summary>Fewer than two classes were found.</summary>
    /// <param name="path">The image folder as given.</param>
    /// <param name="classes">The classes found, none or one, with their numbers of photos.</param>
    public static RetrainException TooFewClasses(string path, IReadOnlyList<(string Folder, int Photos)> classes)
    {
        FolderContent content = FolderContent.Read(path);
        if (classes.Count == 1)
        {
            string one = $"{Wording.Quote(classes[0].Folder)} ({Wording.Count(classes[0].Photos, "photo")})";
            string[] others = [.. content.Folders.Where(f => f != classes[0].Folder).Select(Wording.Quote)];
            string rest = others.Length == 0 ? "" : $"; without photos of their own: {Wording.Some(others)}";
            return new RetrainException(
                $"only one class folder with photos in {Wording.Quote(path)}: {one}{rest}; "
                + "add a folder of photos for each further class, two are needed at least");
        }

        string[] photos = [.. content.Files.Where(PictureFiles.HasPictureExtension)];
        if (photos.Length > 0)
        {
            string examples = Wording.Some([.. photos.Select(Wording.Quote)], 3);
            return new RetrainException(
                $"{Wording.Quote(path)} holds {Wording.Count(photos.Length, "photo")} ({examples}) but no class folders with photos; "
                + $"put them into one sub-folder per class, as {Wording.Quote(Path.Join(path, "daisy", photos[0]))}");
        }

        string hint = content.Folders.Select(f => Path.Join(path, f)).FirstOrDefault(HoldsClasses) is { } inner
            ? $"; did you mean {Wording.Quote(inner)}?"
            : "; one sub-folder of photos per class is needed";
        return new RetrainException($"no class folder with photos in {Wording.Quote(path)}, which {Contents(path)}{hint}");
    }

    private static bool HoldsClasses(string path)
    {
        try
        {
            return FolderContent.Read(path).Folders
                .Count(f => FolderContent.Read(Path.Join(path, f)).Files.Any(PictureFiles.HasPictureExtension)) >= 2;
        }
        catch (RetrainException)
        {
            return false;
        }
    }

    private static string Contents(string path)
    {
        FolderContent content;
        try
        {
            content = FolderContent.Read(path);
        }
        catch (RetrainException)
        {
            return "cannot be read";
        }

        string[] names = [.. content.Folders.Select(f => Wording.Quote(f + "/")), .. content.Files.Select(Wording.Quote)];
        return names.Length == 0 ? "is empty" : "contains " + Wording.Some(names);
    }
}
