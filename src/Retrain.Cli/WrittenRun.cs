namespace Retrain.Cli;

/// <summary>A run whose results are written.</summary>
/// <param name="Result">The run.</param>
/// <param name="Saved">The model folder.</param>
/// <param name="Exports">A line about each further form of the model.</param>
internal sealed record WrittenRun(RetrainResult Result, SavedModel Saved, IReadOnlyList<string> Exports);
