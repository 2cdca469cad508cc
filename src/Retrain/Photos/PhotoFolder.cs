using Retrain.Photos.Listing;

namespace Retrain.Photos;

/// <summary>A folder of photos, one sub-folder a class, listed but not yet read.</summary>
public sealed class PhotoFolder
{
    internal PhotoFolder(
        string path, IReadOnlyList<PhotoClass> classes, IReadOnlyList<Photo> photos, IReadOnlyList<string> warnings,
        IReadOnlyList<string> skipped)
    {
        Path = path;
        Classes = classes;
        Photos = photos;
        Warnings = warnings;
        Skipped = skipped;
    }

    /// <summary>The folder as it was given.</summary>
    public string Path { get; }

    /// <summary>The classes in label order: index = class = line of the labels file.</summary>
    public IReadOnlyList<PhotoClass> Classes { get; }

    /// <summary>All photos, class after class, in ordinal order of their names.</summary>
    public IReadOnlyList<Photo> Photos { get; }

    /// <summary>One line each: a class with few photos, nested folders that were not read, how many hidden files were ignored.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Files below the class folders that are not pictures by name and content, each as <c>path: reason</c>.</summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <summary>Lists a folder of photos.</summary>
    /// <exception cref="Foundation.RetrainException">
    /// The folder has no class or one class only, cannot be read, or two folders have the same label.
    /// </exception>
    /// <exception cref="Foundation.UsageException">
    /// The path is empty, missing or a file; the message tells what is there instead.
    /// </exception>
    public static PhotoFolder Open(string path, PhotoFolderOptions? options = null)
    {
        options ??= new PhotoFolderOptions();
        ImageFolderErrors.RequireFolder(path);
        return options.Compat ? CompatLister.List(path, options) : FolderLister.List(path, options);
    }
}
