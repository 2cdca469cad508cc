using System.Text.Json;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Photos.Listing;
using Retrain.Photos.Splitting;

namespace Retrain.Exports;

/// <summary>The photos that a model was trained with, as far as they are at hand.</summary>
internal sealed record ExportPhotos
{
    /// <summary>More photos would not change a range.</summary>
    public const int MostForCalibration = 256;

    /// <summary>Photos that a way of calibrating is chosen by.</summary>
    public const int MostForChoice = 100;

    /// <summary>With fewer test photos others are asked about too, for agreement only.</summary>
    private const int EnoughForAgreement = 50;

    private const string SplitName = "split.csv";

    /// <summary>What files are compared on.</summary>
    public required IReadOnlyList<TestPicture> Pictures { get; init; }

    /// <summary>Of these the photos that accuracy is measured on, and that scores are recorded of.</summary>
    public required IReadOnlyList<TestPicture> Tested { get; init; }

    /// <summary>Those for people: <c>367 test photos of 'flowers'</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Photos to calibrate with; none where there are no photos.</summary>
    public IReadOnlyList<TestPicture> Training { get; init; } = [];

    /// <summary>Photos to choose a way of calibrating by; never the test photos.</summary>
    public IReadOnlyList<TestPicture> Validation { get; init; } = [];

    /// <summary>Whether they are drawn, for want of photos.</summary>
    public bool AreDrawn { get; init; }

    /// <summary>What a user should know of them.</summary>
    public string? Note { get; init; }

    /// <summary>Finds them.</summary>
    /// <param name="model">The model folder, or the file in it.</param>
    /// <param name="labels">The model's classes.</param>
    /// <param name="imageDir">Where the photos are; <see langword="null"/>: where <c>run.json</c> says that they were.</param>
    /// <exception cref="RetrainException">The given folder is not there, or holds other classes.</exception>
    public static ExportPhotos Find(string model, IReadOnlyList<string> labels, string? imageDir)
    {
        string folder = Directory.Exists(model) ? model : Path.GetDirectoryName(Path.GetFullPath(model))!;
        (string? recorded, bool compat) = Recorded(Path.Combine(folder, ModelFolder.RunName));
        if ((imageDir ?? recorded) is not { } photos)
        {
            return Drawn("The model's folder does not say where its photos are (--image_dir)");
        }

        if (imageDir is null && !Directory.Exists(photos))
        {
            return Drawn($"The photos are not at {Wording.Quote(photos)} any more (--image_dir)");
        }

        var options = new PhotoFolderOptions { Compat = compat };
        var listed = PhotoFolder.Open(photos, options);
        int[] classes = [.. listed.Classes.Select(c => labels.ToList().IndexOf(c.Label))];
        if (classes.All(c => c < 0))
        {
            throw new RetrainException(
                $"{Wording.Quote(photos)} holds none of the model's classes ({Choice(labels)}), "
                    + $"but {Choice([.. listed.Classes.Select(c => c.Label)])}: name the folder that the model was trained with (--image_dir)");
        }

        string table = Path.Combine(folder, SplitName);
        IReadOnlyDictionary<int, PhotoSet>? sets = File.Exists(table) ? SplitFile.Read(table, listed).Sets : null;
        return Of(listed, classes, sets, photos);
    }

    /// <summary>At most so many of a list, evenly spread over it.</summary>
    public static IReadOnlyList<T> Spread<T>(IReadOnlyList<T> all, int most)
    {
        int count = Math.Min(all.Count, most);
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];
    }

    private static ExportPhotos Of(PhotoFolder listed, int[] classes, IReadOnlyDictionary<int, PhotoSet>? sets, string folder)
    {
        ILookup<PhotoSet?, TestPicture> bySet = Enumerable.Range(0, listed.Photos.Count)
            .Where(i => classes[listed.Photos[i].Class] >= 0 && (sets is null || sets.ContainsKey(i)))
            .ToLookup(
                i => sets is null ? (PhotoSet?)null : sets[i],
                i => new TestPicture(listed.Photos[i].Name, listed.Photos[i].Path, default, classes[listed.Photos[i].Class]));
        if (sets is null)
        {
            TestPicture[] all = [.. bySet[null]];
            return new ExportPhotos
            {
                Pictures = all,
                Tested = all,
                Description = $"{Wording.Count(all.Length, "photo")} of {Wording.Quote(folder)}",
                Training = Spread(all, MostForCalibration),
                Validation = Spread(all, MostForChoice),
                Note = $"There is no {SplitName} beside the model, so photos that it was trained with may be among those it is measured on.",
            };
        }

        PhotoSet set = new[] { PhotoSet.Testing, PhotoSet.Validation, PhotoSet.Training }.First(s => bySet[s].Any());
        TestPicture[] chosen = [.. bySet[set]];
        TestPicture[] validation = [.. bySet[PhotoSet.Validation]];

        // Their labels are not counted: the model has seen them, and measured on them it would look too good.
        TestPicture[] others = [.. bySet.Where(s => s.Key != set).OrderByDescending(s => s.Key).SelectMany(s => s)];
        TestPicture[] added = [.. Spread(others, Math.Max(0, EnoughForAgreement - chosen.Length)).Select(p => p with { Class = -1 })];
        return new ExportPhotos
        {
            Pictures = [.. chosen, .. added],
            Tested = chosen,
            Description = Wording.Count(chosen.Length, Name(set) + " photo")
                + (added.Length > 0 ? $" and {added.Length} others" : "") + $" of {Wording.Quote(folder)}",
            Training = Spread([.. bySet[PhotoSet.Training]], MostForCalibration),
            Validation = Spread(validation.Length > 0 ? validation : [.. bySet[PhotoSet.Training]], MostForChoice),
            Note = set == PhotoSet.Testing ? null : "The model had no test photos.",
        };
    }

    private static ExportPhotos Drawn(string reason)
    {
        IReadOnlyList<TestPicture> flowers = TestPicture.Flowers();
        return new ExportPhotos
        {
            Pictures = flowers,
            Tested = [],
            Description = $"{flowers.Count} drawn pictures",
            AreDrawn = true,
            Note = reason + ": files were compared on drawn pictures, and accuracy was not measured.",
        };
    }

    private static (string? ImageDir, bool Compat) Recorded(string run)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(run));
            return (document.RootElement.GetProperty("photos").GetProperty("image_dir").GetString(),
                document.RootElement.GetProperty("options").GetProperty("compat").GetBoolean());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            // A lone model file has none, and one that cannot be read says no more than none.
            return (null, false);
        }
    }

    private static string Choice(IReadOnlyList<string> labels) => Wording.Some([.. labels.Select(Wording.Quote)], 3);

    private static string Name(PhotoSet set) => set == PhotoSet.Testing ? "test" : SplitFile.Name(set);
}
