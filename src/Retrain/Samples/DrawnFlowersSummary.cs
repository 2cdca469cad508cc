namespace Retrain.Samples;

/// <summary>What lies in a folder of drawn flowers.</summary>
/// <param name="Folder">The folder, as it was given; below it one folder a kind.</param>
/// <param name="Kinds">Names of the kinds, which are the labels, in label order.</param>
/// <param name="Files">Number of picture files, broken ones included.</param>
/// <param name="Reused">True if they were there already and nothing was drawn.</param>
/// <param name="Faults">What was planted, in the order of <c>faults.json</c>; empty if nothing was.</param>
public sealed record DrawnFlowersSummary(
    string Folder, IReadOnlyList<string> Kinds, int Files, bool Reused, IReadOnlyList<PlantedFault> Faults);
