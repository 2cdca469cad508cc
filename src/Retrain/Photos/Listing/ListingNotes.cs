namespace Retrain.Photos.Listing;

/// <summary>What a listing has to tell besides the photos, gathered on the way and worded once at the end.</summary>
internal sealed class ListingNotes
{
    /// <summary>Below this the original warns.</summary>
    public const int FewPhotos = 20;

    /// <summary>A class that loses a larger share of its files is named.</summary>
    public const double LargeLoss = 0.1;

    private readonly List<string> perClass = [];
    private readonly List<string> empty = [];
    private readonly List<string> outputs = [];
    private readonly SortedDictionary<string, int> skippedKinds = new(StringComparer.Ordinal);

    /// <summary>Lines <c>path: reason</c>.</summary>
    public List<string> Skipped { get; } = [];

    /// <summary>Hidden entries left out.</summary>
    public int Hidden { get; set; }

    /// <summary>Folders inside class folders that were not read, for people.</summary>
    public List<string> Nested { get; } = [];

    /// <summary>Folders that lead back to a folder already read, for people.</summary>
    public List<string> Loops { get; } = [];

    /// <summary>Photos directly in the image folder.</summary>
    public List<string> Loose { get; } = [];

    /// <summary>Entries of the image folder that cannot be opened: they may have been meant as classes.</summary>
    public List<(string Name, string Reason)> Unusable { get; } = [];

    /// <summary>Notes a file that is not a photo.</summary>
    public void Skip(string path, string reason)
    {
        Skipped.Add($"{Wording.OneLine(path)}: {reason}");
        string extension = Path.GetExtension(path).Trim().ToLowerInvariant();
        string kind = extension.Length is 0 or > 10 ? "without extension" : extension;
        skippedKinds[kind] = skippedKinds.GetValueOrDefault(kind) + 1;
    }

    /// <summary>Notes a folder without photos.</summary>
    /// <param name="folder">Its name.</param>
    /// <param name="isMisread">Whether there may be photos, but the original takes the name for a pattern that fits other folders.</param>
    public void NoteEmpty(string folder, bool isMisread = false)
    {
        if (isMisread)
        {
            Unusable.Add((folder, "the original takes its name for a pattern; rename it, or leave --compat out"));
        }
        else
        {
            empty.Add(folder);
        }
    }

    /// <summary>Notes a folder that is no class because this program writes there, if somebody could miss its photos.</summary>
    public void NoteOutput(string folder, FolderContent content)
    {
        if (content.Files.Any(PictureFiles.HasPictureExtension))
        {
            outputs.Add(folder);
        }
    }

    /// <summary>Notes the numbers of a finished class.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="photos">Photos taken.</param>
    /// <param name="lost">Visible files that were skipped.</param>
    public void Class(string folder, int photos, int lost)
    {
        if (photos < FewPhotos)
        {
            perClass.Add($"class {Wording.Quote(folder)} has {Wording.Count(photos, "photo")}; fewer than {FewPhotos} may cause issues");
        }

        if (lost > LargeLoss * (photos + lost))
        {
            perClass.Add($"class {Wording.Quote(folder)} loses {lost} of its {Wording.Count(photos + lost, "file")}: they are not photos");
        }
    }

    /// <summary>All warnings, a line each.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var lines = new List<string>(perClass);
        if (Skipped.Count > 0)
        {
            string[] kinds = [.. skippedKinds.OrderByDescending(k => k.Value).Select(
                k => FormattableString.Invariant($"{k.Value} {k.Key}"))];
            lines.Add($"{Wording.Count(Skipped.Count, "file")} skipped that are not photos: {Wording.Some(kinds)}");
        }

        AddIfAny(
            lines, Nested, "folder inside a class folder not read", "folders inside class folders not read",
            "; take their photos with --recursive");
        AddIfAny(lines, Loops, "link leads to a folder that is read already", "links lead to folders that are read already",
            "; not followed");
        AddIfAny(lines, empty, "folder without photos is no class", "folders without photos are no classes", "");
        AddIfAny(lines, outputs, "folder with photos is no class", "folders with photos are no classes",
            ": outputs of this program go there");
        lines.AddRange(Unusable.Select(u => $"{Wording.Quote(u.Name)} in the image folder is left out: {u.Reason}"));
        AddIfAny(lines, Loose, "photo outside the class folders not used", "photos outside the class folders not used", "");
        if (Hidden > 0)
        {
            lines.Add(FormattableString.Invariant($"{Hidden} hidden or system {(Hidden == 1 ? "entry" : "entries")} ignored"));
        }

        return lines;
    }

    private static void AddIfAny(List<string> lines, List<string> names, string one, string many, string advice)
    {
        if (names.Count > 0)
        {
            string what = names.Count == 1 ? one : many;
            lines.Add(FormattableString.Invariant($"{names.Count} {what}: {Wording.Some([.. names.Select(Wording.Quote)], 3)}{advice}"));
        }
    }
}
