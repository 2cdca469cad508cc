using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Cli;

/// <summary>The photos that a command line names: files, folders, and <c>-</c> for a list on standard input.</summary>
internal sealed class PhotoArguments
{
    private readonly IReadOnlyList<string> names;
    private readonly ProgramConsole console;

    private PhotoArguments(IReadOnlyList<string> names, ProgramConsole console)
    {
        this.names = names;
        this.console = console;
    }

    /// <summary>Whether it is one photo, named on the command line.</summary>
    public bool IsSingle => names.Count == 1 && names[0] != "-" && !Directory.Exists(names[0]);

    /// <summary>For messages.</summary>
    public string Description => string.Join(", ", names.Select(n => n == "-" ? "the list on standard input" : n));

    /// <summary>Reads a command line.</summary>
    /// <exception cref="UsageException">It names no photo.</exception>
    public static PhotoArguments From(IReadOnlyList<string> names, ProgramConsole console) =>
        names.Count > 0
            ? new PhotoArguments([.. names.Select(DefaultPlaces.Expand)], console)
            : throw new UsageException(
                "Must name a photo: label_image --graph MODEL photo.jpg, or a folder, or - for a list of paths on standard input");

    /// <summary>
    /// The paths, one by one; a folder's by the rules of training, with a line on standard error about other files; standard input is read
    /// as results are taken.
    /// </summary>
    public async IAsyncEnumerable<string> PathsAsync()
    {
        foreach (string name in names)
        {
            if (name == "-")
            {
                while (await console.In.ReadLineAsync().ConfigureAwait(false) is { } line)
                {
                    // Lists that people write have blanks and Windows line ends about; names may have blanks too.
                    string trimmed = line.Trim('\r', ' ');
                    if (trimmed.Length > 0)
                    {
                        yield return File.Exists(line) ? line : trimmed;
                    }
                }
            }
            else if (Directory.Exists(name))
            {
                PhotoFiles files = PhotoFiles.Below(name);
                if (files.Skipped.Count > 0)
                {
                    await console.Error.WriteLineAsync(
                        $"Left out in {name}: {Counted(files.Skipped.Count)}; for instance {files.Skipped[0]}").ConfigureAwait(false);
                }

                foreach (string path in files.Paths)
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

    private static string Counted(int files) => files == 1 ? "1 file that is no photo" : $"{files} files that are no photos";
}
