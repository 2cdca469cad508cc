using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>One wrong or odd call of the original, and what ours makes of it. The table is <c>original-cases.json</c>.</summary>
internal sealed record OriginalCase
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All of them, in the table's order.</summary>
    public static IReadOnlyList<OriginalCase> All { get; } = JsonSerializer.Deserialize<OriginalCase[]>(
        File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "tests", "Retrain.EndToEnd", "original-cases.json")), Json)!;

    public required string Name { get; init; }

    /// <summary>A set-up of <see cref="OriginalCaseFolders"/>; by default 20 photos of two classes.</summary>
    public string Folder { get; init; } = OriginalCaseFolders.TwoClasses;

    /// <summary>Our command line; <c>...</c> stands for the options that all cases share.</summary>
    public required string Options { get; init; }

    public required Ending Original { get; init; }

    public required Ending Ours { get; init; }

    /// <summary>Texts on either output.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>Texts on neither.</summary>
    public IReadOnlyList<string> Silent { get; init; } = [];

    /// <summary>Files that are there at the end; a case that ends well leaves model and labels besides.</summary>
    public IReadOnlyList<string> Leaves { get; init; } = [];

    /// <summary>Files and folders that are not; one that fails leaves neither model nor labels.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary><c>same</c>, <c>better</c> or <c>not yet</c>.</summary>
    public required string Verdict { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>The case's row in <c>docs/compatibility.md</c>.</summary>
    public string Row => $"| `{Name}` | {What} | {Original.Exit}: {Original.Words} | {Ours.Exit}: "
        + $"{Ours.Words} | {Verdict}{(Reason.Length > 0 ? "; " + Reason : "")} |";

    private string What
    {
        get
        {
            string options = Options.Replace("--image_dir photos ...", "", StringComparison.Ordinal)
                .Replace("...", "", StringComparison.Ordinal);
            options = string.Join(' ', options.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            string folder = Options == "..." ? "no `--image_dir`" : Folder == OriginalCaseFolders.TwoClasses ? "" : Folder;
            return string.Join("; ", new[] { folder, options.Length > 0 ? $"`{options}`" : "" }.Where(s => s.Length > 0));
        }
    }

    /// <summary>How a program ends.</summary>
    /// <param name="Exit">Exit status; of the original 255 is its -1, 134 an abort.</param>
    /// <param name="Words">What it does, for people.</param>
    internal sealed record Ending(int Exit, string Words);
}
