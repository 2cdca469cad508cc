using Retrain.Foundation;

namespace Retrain.Cli;

/// <summary>The photos that a command line names: files, folders, and <c>-</c> for a list on standard input.</summary>
internal sealed class PhotoArguments
{
    // Endings only choose what is taken from a folder; files are read by content.
    private static readonly HashSet<string> PhotoEndings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff",
    };

    private readonly IReadOnlyList<string> names;
    private readonly TextReader input;

    private PhotoArguments(IReadOnlyList<string> names, TextReader input)
    {
        this.names = names;
        this.input = input;
    }

    /// <summary>Whether it is one photo, named on the command line.</summary>
    public bool IsSingle => names.Count == 1 && names[0] != "-" && !Directory.Exists(names[0]);

    /// <summary>For messages.</summary>
    public string Description => string.Join(", ", names.Select(n => n == "-" ? "the list on standard input" : n));

    /// <summary>Reads a command line.</summary>
    /// <exception cref="UsageException">It names no photo.</exception>
    public static PhotoArguments From(IReadOnlyList<string> names, TextReader input) =>
        names.Count > 0
            ? new PhotoArguments([.. names.Select(DefaultPlaces.Expand)], input)
            : throw new UsageException("Must name a photo: label_image --graph MODEL photo.jpg, or a folder, or - for a list of paths on standard input");

    /// <summary>The paths, one by one; a folder's in ordinal order, its hidden files left out; standard input is read as results are taken.</summary>
    public async IAsyncEnumerable<string> PathsAsync()
    {
        foreach (string name in names)
        {
            if (name == "-")
            {
                while (await input.ReadLineAsync().ConfigureAwait(false) is { } line)
                {
                    if (line.Trim('\r', ' ') is { Length: > 0 } path)
                    {
                        yield return path;
                    }
                }
            }
            else if (Directory.Exists(name))
            {
                foreach (string path in PhotosBelow(name))
                {
                    yield return path;
                }
            }
            else
            {
                yield return name;
            }
        }
    }

    private static IEnumerable<string> PhotosBelow(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden })
            .Where(f => PhotoEndings.Contains(f.Extension))
            .Select(f => Path.Combine(folder, Path.GetRelativePath(folder, f.FullName)))
            .Order(StringComparer.Ordinal);
}
