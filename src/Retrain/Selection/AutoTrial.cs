namespace Retrain.Selection;

/// <summary>A recipe that was tried.</summary>
/// <param name="Name">As a person would ask for it: options of the command line.</param>
/// <param name="Result">What it gave on training and validation photos; <see langword="null"/>: it diverged or took too long.</param>
public sealed record AutoTrial(string Name, CrossValidationResult? Result);
