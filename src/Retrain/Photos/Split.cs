using Retrain.Foundation;
using Retrain.Photos.Listing;
using Retrain.Photos.Splitting;

namespace Retrain.Photos;

/// <summary>The set of each photo of a <see cref="PhotoFolder"/>.</summary>
public sealed class Split
{
    internal Split(IReadOnlyList<PhotoSet> sets, IReadOnlyList<string> warnings)
    {
        Sets = sets;
        Warnings = warnings;
    }

    /// <summary>Set of photo i of <see cref="PhotoFolder.Photos"/>.</summary>
    public IReadOnlyList<PhotoSet> Sets { get; }

    /// <summary>One line each: a class that cannot be measured, photos moved so that each set has one.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// Divides a folder: by the hash of each photo's name, so that no photo's set depends on the others; then by the split file; then,
    /// unless <see cref="SplitOptions.Compat"/>, classes of three photos or more get one in each set and smaller ones stay in training.
    /// A class with photos that the split file names is left as file and hash make it.
    /// </summary>
    /// <exception cref="UsageException">A percentage is out of range; all faults are told together.</exception>
    /// <exception cref="RetrainException">The split file is missing, malformed, or names no photo of the folder.</exception>
    public static Split Create(PhotoFolder folder, SplitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new SplitOptions();
        options.Validate();
        int validation = options.ValidationPercentage;
        int testing = options.TestingPercentage;

        string[] keys = [.. folder.Photos.Select(p => options.Compat ? SplitHash.CompatKey(p.Path) : SplitHash.Key(p.Name))];
        double[] percents = [.. keys.Select(k => SplitHash.Percent(SplitHash.Bits(k)))];
        PhotoSet[] sets = [.. percents.Select(p => SplitHash.SetOf(p, validation, testing))];

        var warnings = new List<string>();
        IReadOnlyDictionary<int, PhotoSet> named = new Dictionary<int, PhotoSet>();
        if (options.SplitFile is { } file)
        {
            (named, string? warning) = SplitFile.Read(file, folder);
            warnings.AddRange(warning is null ? [] : [warning]);
            foreach ((int photo, PhotoSet set) in named)
            {
                sets[photo] = set;
            }
        }

        var filler = new SetFiller(validation, testing);
        foreach (IGrouping<int, int> photos in Enumerable.Range(0, sets.Length).GroupBy(i => folder.Photos[i].Class))
        {
            int[] ofClass = [.. photos];
            string name = Wording.Quote(folder.Classes[photos.Key].Label);
            if (options.Compat || ofClass.Any(named.ContainsKey))
            {
                warnings.AddRange(Missing(name, ofClass, sets, filler.Wanted));
            }
            else if (ofClass.Length < SetFiller.Needed)
            {
                warnings.AddRange(KeepInTraining(name, ofClass, sets, filler.Wanted));
            }
            else
            {
                warnings.AddRange(filler.Fill(ofClass, keys, percents, sets)
                    .GroupBy(m => m.To)
                    .Select(g => $"class {name} had no photo in the {SplitFile.Name(g.Key)} set; moved there: "
                        + Wording.Some([.. g.Select(m => Wording.Quote(folder.Photos[m.Photo].Name))], 3)));
                warnings.AddRange(Missing(name, ofClass, sets, filler.Wanted));
            }
        }

        return new Split(sets, warnings);
    }

    /// <summary>Writes the sets as a table <c>path,set</c> that <see cref="SplitOptions.SplitFile"/> takes back.</summary>
    /// <param name="path">The file, overwritten: UTF-8 with byte order mark, so that spreadsheets show every name as it is.</param>
    /// <param name="folder">The folder that was divided.</param>
    /// <exception cref="ArgumentException">The folder has another number of photos.</exception>
    public void Write(string path, PhotoFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Photos.Count != Sets.Count)
        {
            throw new ArgumentException($"the folder has {folder.Photos.Count} photos, the split {Sets.Count}", nameof(folder));
        }

        SplitFile.Write(path, folder.Photos, Sets);
    }

    private static IEnumerable<string> KeepInTraining(string name, int[] photos, PhotoSet[] sets, IReadOnlyList<PhotoSet> wanted)
    {
        foreach (int i in photos)
        {
            sets[i] = PhotoSet.Training;
        }

        return wanted.Any(s => s != PhotoSet.Training)
            ? [$"class {name} has {Wording.Count(photos.Length, "photo")}: cannot be measured"]
            : [];
    }

    private static IEnumerable<string> Missing(string name, int[] photos, PhotoSet[] sets, IReadOnlyList<PhotoSet> wanted) =>
        wanted.Where(set => !photos.Any(i => sets[i] == set)).Select(set => $"class {name} has no photo in the {SplitFile.Name(set)} set");
}
