using System.Text;
using Retrain.Foundation;
using Retrain.Photos.Listing;

namespace Retrain.Photos.Splitting;

/// <summary>The table <c>path,set</c> that tells the set of photos by name.</summary>
internal static class SplitFile
{
    private const string PathColumn = "path";
    private const string SetColumn = "set";

    /// <summary>Reads a table.</summary>
    /// <param name="path">
    /// UTF-8 with or without byte order mark; separated by commas, semicolons or tabs, whichever the header uses.
    /// </param>
    /// <param name="folder">The photos that the table speaks of.</param>
    /// <returns>Set by index of the photo, and a line about paths that are no photos of the folder, if any.</returns>
    /// <exception cref="RetrainException">The file is missing, malformed, contradicts itself, or names no photo.</exception>
    public static (IReadOnlyDictionary<int, PhotoSet> Sets, string? Warning) Read(string path, PhotoFolder folder)
    {
        string text = ReadText(path);
        var index = new PhotoIndex(folder);
        var sets = new Dictionary<int, PhotoSet>();
        var lineOf = new Dictionary<int, int>();
        var unknown = new List<string>();
        var rows = new CsvReader(text, SeparatorOf(text));
        try
        {
            (int pathAt, int setAt) = Columns(rows.Next());
            while (rows.Next() is var (fields, line))
            {
                if (fields.Count <= Math.Max(pathAt, setAt))
                {
                    throw new FormatException(
                        $"line {line}: {Wording.Count(fields.Count, "column")}, expected {PathColumn} and {SetColumn}");
                }

                PhotoSet set = SetNamed(fields[setAt])
                    ?? throw new FormatException(
                        $"line {line}: unknown set {Wording.Quote(fields[setAt])}, expected training, validation or testing");
                if (index.Find(fields[pathAt]) is not { } photo)
                {
                    unknown.Add($"{Wording.Quote(fields[pathAt])} (line {line})");
                }
                else if (!sets.TryAdd(photo, set) && sets[photo] != set)
                {
                    throw new FormatException(
                        $"line {line}: {Wording.Quote(fields[pathAt])} is in the {Name(set)} set, "
                        + $"but in line {lineOf[photo]} in the {Name(sets[photo])} set");
                }
                else
                {
                    lineOf.TryAdd(photo, line);
                }
            }
        }
        catch (FormatException e)
        {
            throw new RetrainException($"split file {Wording.Quote(path)}, {e.Message}; correct the file", e);
        }

        if (sets.Count == 0)
        {
            string given = unknown.Count == 0 ? "it has no rows" : $"it names {Wording.Some(unknown, 1)}";
            throw new RetrainException(
                $"split file {Wording.Quote(path)} names no photo of {Wording.Quote(folder.Path)}: {given}, "
                + $"expected paths like {Wording.Quote(folder.Photos[0].Name)}");
        }

        return (sets, unknown.Count == 0
            ? null
            : $"split file {Wording.Quote(path)} names {Wording.Count(unknown.Count, "path")} not in the image folder: "
                + $"{Wording.Some(unknown, 3)}");
    }

    /// <summary>Writes a table that <see cref="Read"/> takes back.</summary>
    public static void Write(string path, IReadOnlyList<Photo> photos, IReadOnlyList<PhotoSet> sets) =>
        AtomicFile.WriteText(path, Text(photos, sets));

    /// <summary>The text of the table.</summary>
    /// <remarks>With a byte order mark: without it spreadsheets read names outside ASCII as another encoding.</remarks>
    public static string Text(IReadOnlyList<Photo> photos, IReadOnlyList<PhotoSet> sets)
    {
        var text = new StringBuilder("\uFEFF" + PathColumn + "," + SetColumn + "\r\n");
        for (int i = 0; i < sets.Count; i++)
        {
            string name = photos[i].Name.Replace("\"", "\"\"", StringComparison.Ordinal);
            text.Append('"').Append(name).Append("\",").Append(Name(sets[i])).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>The word for a set in the table and in messages.</summary>
    public static string Name(PhotoSet set) => set switch
    {
        PhotoSet.Training => "training",
        PhotoSet.Validation => "validation",
        _ => "testing",
    };

    private static PhotoSet? SetNamed(string name) => name.Trim().ToLowerInvariant() switch
    {
        "training" or "train" => PhotoSet.Training,
        "validation" or "val" => PhotoSet.Validation,
        "testing" or "test" => PhotoSet.Testing,
        _ => null,
    };

    private static string ReadText(string path)
    {
        try
        {
            return StrictText.Read(path);
        }
        catch (DecoderFallbackException e)
        {
            throw new RetrainException($"split file {Wording.Quote(path)} is not UTF-8; save it as 'CSV UTF-8'", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"split file {Wording.Quote(path)} cannot be read: {e.OneLine()}", e);
        }
    }

    private static char SeparatorOf(string text)
    {
        int at = text.AsSpan().IndexOfAny(",;\t");
        return at < 0 ? ',' : text[at];
    }

    private static (int Path, int Set) Columns((IReadOnlyList<string> Fields, int Line)? header)
    {
        string[] names = [.. header?.Fields.Select(f => f.Trim().ToLowerInvariant()) ?? []];
        int path = Array.IndexOf(names, PathColumn);
        int set = Array.IndexOf(names, SetColumn);
        return path >= 0 && set >= 0
            ? (path, set)
            : throw new FormatException(
                $"line {header?.Line ?? 1}: header is {Wording.Quote(string.Join(',', names))}, expected {PathColumn},{SetColumn}");
    }
}
