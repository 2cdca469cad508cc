using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>A recorded call of the original's label_image, and what ours makes of it. The table is <c>label-image-cases.json</c>.</summary>
internal sealed record LabelImageCase
{
    /// <summary>Options that most cases share.</summary>
    private static readonly string[] Usual =
    [
        "--image flowers_small/tulips/14067456066_87e15792d0.jpg",
        "--graph runs/mobilenet_v1/output_graph.pb",
        "--labels runs/mobilenet_v1/output_labels.txt",
        "--input_layer Placeholder",
        "--output_layer final_result",
        "--input_height 128",
        "--input_width 128",
    ];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All of them, in the order of the recording.</summary>
    public static IReadOnlyList<LabelImageCase> All { get; } = JsonSerializer.Deserialize<LabelImageCase[]>(
        File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "tests", "Retrain.EndToEnd", "label-image-cases.json")), Json)!;

    public required string Name { get; init; }

    /// <summary>The command line of both.</summary>
    public required string Options { get; init; }

    public required OriginalCase.Ending Original { get; init; }

    public required OriginalCase.Ending Ours { get; init; }

    /// <summary>Where the original fails and ours does not: the case whose answer is the right one here too, if there is one.</summary>
    public string? As { get; init; }

    /// <summary>Texts on standard error.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>Largest difference of a score; 0: the text must be equal.</summary>
    public double Tolerance { get; init; }

    /// <summary><c>same</c> or <c>better</c>.</summary>
    public required string Verdict { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>The case's row in <c>docs/compatibility.md</c>.</summary>
    public string Row =>
        $"| `{Name}` | {What} | {Original.Exit}: {Original.Words} | {Ours.Exit}: {Ours.Words} | "
        + $"{Verdict}{(Reason.Length > 0 ? "; " + Reason : "")} |";

    private string What
    {
        get
        {
            string[] given = [.. (" " + Options).Split(" --")[1..].Select(o => "--" + o)];
            string[] parts =
            [
                .. given.Where(o => !Usual.Contains(o)).Select(o => $"`{o}`"),
                .. Usual.Select(u => u.Split(' ')[0])
                    .Where(name => !given.Any(o => name.StartsWith(o.Split(' ')[0], StringComparison.Ordinal)))
                    .Select(name => $"no `{name}`"),
            ];
            return string.Join(" ", parts);
        }
    }
}
