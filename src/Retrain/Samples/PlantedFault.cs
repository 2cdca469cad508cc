namespace Retrain.Samples;

/// <summary>A fault that was put into a set of pictures on purpose.</summary>
/// <param name="Kind"><c>wrong_label</c>, <c>near_duplicate</c> or <c>broken</c>.</param>
/// <param name="File">The file, <c>class folder/file name</c>.</param>
/// <param name="Truth">For a wrong label: what the picture shows; otherwise null.</param>
/// <param name="Source">For a near-duplicate: the file that it is a copy of; otherwise null.</param>
/// <param name="Change">
/// For a near-duplicate <c>saved again</c>, <c>smaller</c> or <c>cropped</c>; for a broken file <c>cut off</c>, <c>empty</c>,
/// <c>web page</c> or <c>noise</c>; otherwise null.
/// </param>
public sealed record PlantedFault(string Kind, string File, string? Truth = null, string? Source = null, string? Change = null);
