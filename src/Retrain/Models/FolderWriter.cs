using Retrain.Foundation;

namespace Retrain.Models;

/// <summary>Several files into a folder, all or none.</summary>
internal static class FolderWriter
{
    /// <summary>
    /// Writes the files to a temporary folder, compares what the disk gives back, lets the caller check, then moves them to their place.
    /// When anything fails, files that were there before are there again, and nothing new is left.
    /// </summary>
    /// <param name="folder">The target; made with its parents where missing.</param>
    /// <param name="files">Plain names, each once.</param>
    /// <param name="check">Looks at the temporary folder; throws to refuse.</param>
    /// <exception cref="IOException">The disk says no.</exception>
    /// <exception cref="UnauthorizedAccessException">The system says no.</exception>
    public static void Write(string folder, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files, Action<string> check)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (files.FirstOrDefault(f => f.Name.Length == 0 || Path.GetFileName(f.Name) != f.Name || f.Name is "." or "..").Name is { } odd)
        {
            throw new ArgumentException($"'{odd}' is no plain file name", nameof(files));
        }

        if (FirstFileOnTheWay(target) is { } file)
        {
            throw new IOException($"'{file}' is a file, not a folder");
        }

        // Inside an existing folder, since that may be a mount point, out of which nothing can be renamed.
        bool exists = Directory.Exists(target);
        string staged = FreeName(
            exists ? Path.Combine(target, ".writing-" + Environment.ProcessId) : target + ".writing-" + Environment.ProcessId);
        List<string> newParents = MissingParents(target);
        try
        {
            Directory.CreateDirectory(staged);
            foreach ((string name, ReadOnlyMemory<byte> content) in files)
            {
                WriteAndReadBack(Path.Combine(staged, name), content.Span);
            }

            check(staged);
            if (exists)
            {
                MoveInto(target, staged, files.Select(f => f.Name));
            }
            else
            {
                Directory.Move(staged, target);
            }
        }
        catch (Exception e) when (e is not NotRestoredException)
        {
            Quietly(() => Directory.Delete(staged, recursive: true));
            newParents.ForEach(parent => Quietly(() => Directory.Delete(parent)));
            throw;
        }

        if (exists)
        {
            Quietly(() => Directory.Delete(staged, recursive: true));
        }
    }

    // Another process of this number may have been killed here: in containers numbers repeat.
    private static string FreeName(string name) =>
        Enumerable.Range(1, int.MaxValue - 1).Select(i => i == 1 ? name : name + "-" + i).First(n => !Path.Exists(n));

    private static void WriteAndReadBack(string path, ReadOnlySpan<byte> content)
    {
        using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        if (!HoldsExactly(path, content))
        {
            throw new IOException($"'{Path.GetFileName(path)}' came back from the disk changed");
        }
    }

    private static bool HoldsExactly(string path, ReadOnlySpan<byte> content)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] piece = new byte[1 << 16];
        while (stream.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false) is > 0 and var count)
        {
            if (!content.StartsWith(piece.AsSpan(0, count)))
            {
                return false;
            }

            content = content[count..];
        }

        return content.IsEmpty;
    }

    /// <summary>Renames each file to its place, older ones out of the way first, and back again when one cannot be renamed.</summary>
    private static void MoveInto(string target, string staged, IEnumerable<string> names)
    {
        var undo = new Stack<(string From, string To)>();
        try
        {
            foreach (string name in names)
            {
                string place = Path.Combine(target, name);
                string older = Path.Combine(staged, name + ".older");
                if (File.Exists(place))
                {
                    Move(place, older, undo);
                }

                Move(Path.Combine(staged, name), place, undo);
            }
        }
        catch (Exception e)
        {
            while (undo.TryPop(out var move))
            {
                Restore(move.To, move.From, staged, e);
            }

            throw;
        }
    }

    private static void Restore(string from, string to, string staged, Exception cause)
    {
        try
        {
            File.Move(from, to);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotRestoredException(
                $"{cause.OneLine()}, and '{to}' could not be put back ({e.OneLine()}): the files are in '{staged}'", cause);
        }
    }

    private static void Move(string from, string to, Stack<(string From, string To)> undo)
    {
        File.Move(from, to);
        undo.Push((from, to));
    }

    private static string? FirstFileOnTheWay(string path)
    {
        for (string? part = path; part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>Folders that will have to be made, the innermost first.</summary>
    private static List<string> MissingParents(string target)
    {
        var missing = new List<string>();
        for (string? parent = Path.GetDirectoryName(target);
            parent is not null && !Directory.Exists(parent);
            parent = Path.GetDirectoryName(parent))
        {
            missing.Add(parent);
        }

        return missing;
    }

    private static void Quietly(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that is already on its way, or the finished model, matters more than a left-over temporary folder.
        }
    }

    private sealed class NotRestoredException(string message, Exception cause) : IOException(message, cause);
}
