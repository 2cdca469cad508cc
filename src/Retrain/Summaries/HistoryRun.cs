namespace Retrain.Summaries;

/// <summary>The event files of one folder.</summary>
/// <param name="Name">
/// The folder below the one that was asked for, with <c>/</c>; <c>.</c> for itself; a file's path if it was named.
/// </param>
/// <param name="Files">The files in the order in which they were read, that of their names and so of their times.</param>
/// <param name="Scalars">Numbers by tag, in the order in which tags appear.</param>
/// <param name="Histograms">Histograms by tag, in the order in which tags appear.</param>
/// <param name="Others">Pictures, texts and all else.</param>
public sealed record HistoryRun(
    string Name,
    IReadOnlyList<HistoryFile> Files,
    IReadOnlyList<ScalarSeries> Scalars,
    IReadOnlyList<HistogramSeries> Histograms,
    IReadOnlyList<OtherSeries> Others);

/// <summary>An event file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Events">Events read, of all kinds but empty ones.</param>
/// <param name="Damage">One clause on where and how the file is damaged; <see langword="null"/>: it is sound.</param>
public sealed record HistoryFile(string Path, int Events, string? Damage);

/// <summary>The values of a tag.</summary>
/// <param name="Tag">As it stands in the file: it may hold any character.</param>
/// <param name="Points">In the order of the file, at least one.</param>
public sealed record ScalarSeries(string Tag, IReadOnlyList<ScalarPoint> Points);

/// <summary>A number at a step.</summary>
/// <param name="Step">The step, as the file says it.</param>
/// <param name="WallTime">Seconds since 1970.</param>
/// <param name="Value">The number, which may be NaN or infinite.</param>
public readonly record struct ScalarPoint(long Step, double WallTime, double Value);

/// <summary>The histograms of a tag.</summary>
/// <param name="Tag">As it stands in the file: it may hold any character.</param>
/// <param name="Points">In the order of the file, at least one.</param>
public sealed record HistogramSeries(string Tag, IReadOnlyList<HistogramPoint> Points);

/// <summary>A histogram at a step, in short.</summary>
/// <param name="Step">The step, as the file says it.</param>
/// <param name="WallTime">Seconds since 1970.</param>
/// <param name="Min">Least value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Mean">Mean of the values, NaN without any; of TensorFlow 2's histograms from the middles of the buckets.</param>
/// <param name="Count">Number of values.</param>
public readonly record struct HistogramPoint(long Step, double WallTime, double Min, double Max, double Mean, double Count);

/// <summary>Values that are no numbers.</summary>
/// <param name="Tag">As it stands in the file: it may hold any character.</param>
/// <param name="Kind"><c>image</c>, <c>text</c>, <c>hyper-parameters</c>, <c>graph</c>, or what the file calls it.</param>
/// <param name="Count">How many.</param>
/// <param name="FirstStep">Step of the first.</param>
/// <param name="LastStep">Step of the last.</param>
/// <param name="Last">The last in a few words; empty where there is nothing to say.</param>
public sealed record OtherSeries(string Tag, string Kind, int Count, long FirstStep, long LastStep, string Last);
