using Retrain.Foundation;
using Retrain.Photos.Listing;

namespace Retrain.Exports;

/// <summary>
/// The folder that an export goes to: everything is written to a folder of another name inside it, and takes its place together at the end.
/// Whatever fails, what was there before is there again.
/// </summary>
internal sealed class ExportPlace : IDisposable
{
    private readonly string target;
    private readonly List<string> made = [];
    private readonly string staged;

    private ExportPlace(string target)
    {
        this.target = target;
        staged = Path.Combine(target, $".writing-{Environment.ProcessId}");
    }

    /// <summary>Checks the place before any work, and makes it.</summary>
    /// <param name="model">The trained model, which must not be overwritten.</param>
    /// <param name="output">The folder.</param>
    /// <param name="folders">Names that will be folders in it, each with a file that such a folder has.</param>
    /// <param name="files">Names that will be files in it.</param>
    /// <exception cref="RetrainException">Nothing can be written there, or something else is in the way.</exception>
    public static ExportPlace Prepare(
        string model, string output, IReadOnlyList<(string Name, string Mark)> folders, IReadOnlyList<string> files)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        string source = Path.TrimEndingDirectorySeparator(Path.GetFullPath(model));
        if (target == (Directory.Exists(source) ? source : Path.GetDirectoryName(source)))
        {
            throw new UsageException($"{Wording.Quote(output)} holds the trained model itself: choose another folder for its exports");
        }

        foreach ((string name, string mark) in folders)
        {
            string place = Path.Combine(target, name);
            if (File.Exists(place)
                || (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any() && !File.Exists(Path.Combine(place, mark))))
            {
                throw new RetrainException(
                    $"{Wording.Quote(Path.Combine(output, name))} is there already and holds something else than an export: "
                        + "choose another folder");
            }
        }

        if (files.FirstOrDefault(f => Directory.Exists(Path.Combine(target, f))) is { } folder)
        {
            throw new RetrainException($"{Wording.Quote(Path.Combine(output, folder))} is a folder, and a file will have this name");
        }

        var result = new ExportPlace(target);
        try
        {
            result.Make(target);
            Directory.CreateDirectory(result.staged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            result.Dispose();
            throw new RetrainException($"{Wording.Quote(output)} cannot be written: {e.OneLine()}; choose another place", e);
        }

        return result;
    }

    /// <summary>Where a file or folder is written first.</summary>
    public string Staged(string name) => Path.Combine(staged, name);

    /// <summary>Removes what was written under a name and what lies beside it.</summary>
    public void Drop(string name)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(staged, name + "*").ToList())
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
    }

    /// <summary>Puts everything into its place.</summary>
    /// <exception cref="IOException">The disk says no; all is as before.</exception>
    public void Commit()
    {
        string older = Path.Combine(staged, "older");
        string[] entries = [.. Directory.EnumerateFileSystemEntries(staged).Order(StringComparer.Ordinal)];
        Directory.CreateDirectory(older);
        var undo = new Stack<(string From, string To)>();
        try
        {
            foreach (string entry in entries)
            {
                string name = Path.GetFileName(entry);
                string place = Path.Combine(target, name);
                if (Path.Exists(place))
                {
                    Move(place, Path.Combine(older, name), undo);
                }

                Move(entry, place, undo);
            }
        }
        catch
        {
            while (undo.TryPop(out (string From, string To) move))
            {
                Directory.Move(move.To, move.From);
            }

            throw;
        }

        made.Clear();
    }

    /// <summary>Removes what is only temporary, and folders that were made for nothing.</summary>
    public void Dispose()
    {
        Quietly(() => Directory.Delete(staged, recursive: true));
        made.Reverse();
        made.ForEach(folder => Quietly(() => Directory.Delete(folder)));
        made.Clear();
    }

    private static void Move(string from, string to, Stack<(string From, string To)> undo)
    {
        Directory.Move(from, to);
        undo.Push((from, to));
    }

    private static void Quietly(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that is already on its way, or the finished export, matters more than a left-over folder.
        }
    }

    private void Make(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        Make(Path.GetDirectoryName(folder) ?? throw new IOException($"there is no '{folder}'"));
        Directory.CreateDirectory(folder);
        made.Add(folder);
    }
}
