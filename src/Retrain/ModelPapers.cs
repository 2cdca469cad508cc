using Retrain.Models;

namespace Retrain;

/// <summary>The texts that lie beside a model: what it is worth and how it was made.</summary>
/// <param name="Metrics"><c>metrics.json</c>.</param>
/// <param name="Run"><c>run.json</c>.</param>
/// <param name="Others">Further files by name.</param>
internal sealed record ModelPapers(string Metrics, string Run, IReadOnlyDictionary<string, string> Others)
{
    /// <summary>Name of the table of sets.</summary>
    public const string SplitName = "split.csv";

    /// <summary>Name of the table of evaluations during training.</summary>
    public const string HistoryName = "history.csv";

    /// <summary>What each file of a model folder is, in the order in which they are listed.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Meanings { get; } =
    [
        (ModelFolder.ModelName, "network and trained layer in one file"),
        (LabelsFile.Name, "its classes, one a line"),
        (ModelFolder.MetricsName, "the figures above"),
        (ModelFolder.RunName, "options, versions, hashes, photos left out, timings"),
        (SplitName, "which set each photo was in; --split_file takes it"),
        (HistoryName, "accuracy and loss at each evaluation during training"),
    ];
}
